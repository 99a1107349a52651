"""CHN: canales y puntos de contacto."""

from typing import Final

CODE: Final = "CHN"
TITLE: Final = "Channels and points of contact"
TITLE_ES: Final = "Canales y puntos de contacto"

TEXT: Final = """
[CHN-01]
title_es: Tres canales: presencial, digital y telefónico
title: Three channels
says: Capture and attention happen through three main channels, each made of points of contact: in person, digital and
    telephone.
quote: puede ser por tres canales principales, los que a su vez están constituidos por diferentes puntos de contacto
heading: Conceptos Clave – ¿Cuáles son los canales de contacto con nuestro público?
software: closed list of three channels; a contact without channel and point of contact is refused
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[CHN-02]
title_es: Dónde atendemos en persona
title: In-person points of contact
says: Regional offices, commercial offices, central-level offices and participation in events.
quote: Oficinas regionales, oficinas comerciales, oficinas nivel central y participación en eventos
heading: Conceptos Clave – Canal Presencial
software: four codes: OFIREG, OFICOM, NIVEL_CENTRAL, EVENTO
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[CHN-03]
title_es: Por qué medios digitales atendemos
title: Digital points of contact
says: Web forms to contact Centro de Ayuda and Atención Ciudadana (OIRS); social networks (accounts of the central
    level, regional and commercial offices, and of authorities or executives publicly identified with ProChile);
    e-mail (direct messages to authorities or executives).
quote: Formularios en sitio web para contactar a Centro de Ayuda y Atención Ciudadana (OIRS); redes sociales
heading: Conceptos Clave – Canal Digital
software: codes: FORM_CDA, FORM_OIRS, RRSS_CENTRAL, RRSS_OFIREG, RRSS_OFICOM, RRSS_PERSONAL, CORREO
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[CHN-04]
title_es: En qué teléfonos atendemos
title: Telephone points of contact
says: Telephones that are enabled.
quote: Teléfonos que estén habilitados
heading: Conceptos Clave – Canal Telefónico
software: code TELEFONO; register of enabled numbers per office
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[CHN-05]
title_es: El mismo servicio en todos los puntos de contacto
title: Homogeneous service through all points of contact
says: The service must be homogeneous and of a high standard through all points of contact; every official must know
    the model and the steps in each scenario.
quote: entregar a los usuarios/as un servicio homogéneo y de alto estándar a través de todos estos puntos de contacto
heading: Conceptos Clave – ¿Cuáles son los canales de contacto con nuestro público?
software: the next step depends only on the facts, not on the channel: same facts on another channel give the same
    answer (testable property)
binds: MANDATORY
kind: EXECUTABLE
verbs: EXPLAIN, MEASURE
"""
