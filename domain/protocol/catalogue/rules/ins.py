"""INS: instituciones y asociaciones."""

from typing import Final

CODE: Final = "INS"
TITLE: Final = "Institutions and associations"
TITLE_ES: Final = "Instituciones y asociaciones"

TEXT: Final = """
[INS-01]
title_es: Una asociación gremial entra con cuenta creada y validada
title: Trade association: sector or regional officer creates and validates the account
says: If a trade association wants to join the user base, the sector officer or the regional executive enters its data
    in CRM, to create it as account and validate it.
quote: deberá ingresar sus datos a CRM, para crearlo como cuenta y validarla
heading: Atención a Instituciones y Asociaciones Públicas y Privadas
software: class INSTITUCION; no Clave Única, ficha or test; creator must be sector officer or regional executive
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD
open: AMB-53

[INS-02]
title_es: Comunicación periódica con las instituciones relacionadas
title: Stakeholders: fluid and periodic communication (suggested)
says: Fluid communication with stakeholders is important; periodic instances between sector officers and their
    stakeholders are suggested, to inform planned activities, results and exchange experiences.
quote: mantener instancias periódicas de comunicación entre los/as encargados/as sectoriales y sus respectivos
    stakeholders
heading: Atención a Instituciones y Asociaciones Públicas y Privadas
software: log of instances; days since last one
binds: RECOMMENDED
kind: EXECUTABLE
verbs: TIMER
open: AMB-64

[INS-03]
title_es: Si pide una institución, primero consultamos a la unidad que lleva la relación
title: Request by an institution: first internal communication with the unit that leads the relation
says: If an institution contacts a regional or commercial office for a service, that office should first communicate
    with the sector head or officer of the unit that leads the relation.
quote: primero se comunique internamente con el/la jefe/a del sector respectivo o encargado/a de la unidad
heading: Atención a Instituciones y Asociaciones Públicas y Privadas
software: answer to an institution requires a recorded internal consultation; suggested, so it may be skipped with a
    reason
binds: RECOMMENDED
kind: EXECUTABLE
verbs: ROUTE

[INS-04]
title_es: La respuesta acordada queda a cargo del sectorialista
title: Agreed answer under the sector officer's responsibility
says: So an agreed answer is given, under the responsibility of the corresponding sector officer.
quote: respuesta consensuada, que quedará bajo la responsabilidad del/la sectorialista que corresponda
heading: Atención a Instituciones y Asociaciones Públicas y Privadas
software: responsible of the answer = sector officer
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD

[INS-05]
title_es: Proyectos de Concursos: se coordinan con la supervisión del área
title: Concursos project → coordinate with the area supervisor
says: If the request concerns the execution of a Concursos project, coordinate with the corresponding supervisor of
    that area.
quote: En caso de que la solicitud corresponda a la ejecución de un proyecto de Concursos
heading: Atención a Instituciones y Asociaciones Públicas y Privadas
software: route to the Concursos supervisor
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE
"""
