"""ROL: actores, roles y unidades responsables."""

from typing import Final

CODE: Final = "ROL"
TITLE: Final = "Actors, roles and accountable units"
TITLE_ES: Final = "Actores, roles y unidades responsables"

TEXT: Final = """
[ROL-01]
title_es: Quiénes forman la primera línea de atención
title: First line of attention
says: There is a first line of attention facing the user (its list is an image in the source and was lost; the
    protocol names regional, commercial and central offices, Centro de Ayuda, Atención Ciudadana and social networks).
quote: Primera línea de atención de cara al usuario
heading: V. ACTORES Y ROLES
software: role list: regional executive, sector officer, regional director/head, commercial executive (Oficom),
    macro-zone coordinator, OCI coordinator, geographic professional, Centro de Ayuda, Atención Ciudadana, gestión de
    clientes, sector head, Concursos supervisor
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD
open: AMB-44, AMB-43

[ROL-02]
title_es: Qué unidades apoyan una atención de calidad
title: Support units
says: Support for quality attention: Gestión de Personas, Comunicaciones Internas, Control de Gestión, Convocatorias,
    Análisis y Diseño de Nuevos Instrumentos, Planificación Estratégica y Seguimiento de Resultados, Inteligencia de
    Mercados, Informática, Gestión de la Información, Marketing Ferias y Eventos, Dirección Administrativa, Dirección
    Jurídica.
quote: Soporte para entregar una atención de calidad a personas usuarias
heading: V. ACTORES Y ROLES
software: units can own improvement actions and receive satisfaction reports (LIN-10); they do not own accounts
binds: INFORMATIVE
kind: CONFIGURATION
verbs: RECORD

[ROL-03]
title_es: Con qué organismos externos trabajamos
title: External actors
says: Relevant external actors: Consejo de la Sociedad Civil, Sercotec, Corfo. (InvestChile and local counterparts
    appear later as referral targets.)
quote: Actores externos relevantes
heading: V. ACTORES Y ROLES
software: referral targets are records (name, kind, contact) used by LOW-03, SPC-05 and INV rules
binds: INFORMATIVE
kind: CONFIGURATION
verbs: RECORD

[ROL-04]
title_es: La Dirección Nacional responde por la captación de empresas con potencial alto o medio
title: National Directorate answers for the high/medium capture process
says: Compliance with the whole capture process is the responsibility of the Dirección Nacional.
quote: El cumplimiento de todo el proceso de captación será responsabilidad de la Dirección Nacional
heading: Empresas No Usuarias con Potencial Exportador
software: accountable unit shown on each case and used as a report dimension
binds: MANDATORY
kind: EXECUTABLE
verbs: MEASURE
open: AMB-12

[ROL-05]
title_es: La Dirección de Desarrollo Estratégico supervisa la atención a empresas con bajo potencial
title: Strategic Development Directorate supervises the low-potential process
says: Supervision of compliance with the low-potential process is the responsibility of the Dirección de Desarrollo
    Estratégico.
quote: será responsabilidad de la Dirección de Desarrollo Estratégico
heading: Empresas No Usuarias con Bajo Potencial Exportador
software: as ROL-04, for the low path
binds: MANDATORY
kind: EXECUTABLE
verbs: MEASURE
open: AMB-12
"""
