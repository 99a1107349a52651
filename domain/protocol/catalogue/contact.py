"""Channels (CHN), how to communicate (COM), triage of the public (PUB), routing and addresses (RTE)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="CHN-01",
        family="CHN",
        title="Three channels",
        title_es="Tres canales: presencial, digital y telefónico",
        statement=(
            "Capture and attention happen through three main channels, each made of points of contact: in "
            "person, digital and telephone."
        ),
        quote=(
            "puede ser por tres canales principales, los que a su vez están constituidos por diferentes "
            "puntos de contacto"
        ),
        heading="Conceptos Clave – ¿Cuáles son los canales de contacto con nuestro público?",
        verbs=(Verb.RECORD,),
        data="channel, point of contact of every contact",
        software="closed list of three channels; a contact without channel and point of contact is refused",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CHN-02",
        family="CHN",
        title="In-person points of contact",
        title_es="Dónde atendemos en persona",
        statement="Regional offices, commercial offices, central-level offices and participation in events.",
        quote="Oficinas regionales, oficinas comerciales, oficinas nivel central y participación en eventos",
        heading="Conceptos Clave – Canal Presencial",
        verbs=(Verb.RECORD,),
        data="point of contact code",
        software="four codes: OFIREG, OFICOM, NIVEL_CENTRAL, EVENTO",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CHN-03",
        family="CHN",
        title="Digital points of contact",
        title_es="Por qué medios digitales atendemos",
        statement=(
            "Web forms to contact Centro de Ayuda and Atención Ciudadana (OIRS); social networks (accounts "
            "of the central level, regional and commercial offices, and of authorities or executives "
            "publicly identified with ProChile); e-mail (direct messages to authorities or executives)."
        ),
        quote="Formularios en sitio web para contactar a Centro de Ayuda y Atención Ciudadana (OIRS); redes sociales",
        heading="Conceptos Clave – Canal Digital",
        verbs=(Verb.RECORD,),
        data="point of contact code, account",
        software="codes: FORM_CDA, FORM_OIRS, RRSS_CENTRAL, RRSS_OFIREG, RRSS_OFICOM, RRSS_PERSONAL, CORREO",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CHN-04",
        family="CHN",
        title="Telephone points of contact",
        title_es="En qué teléfonos atendemos",
        statement="Telephones that are enabled.",
        quote="Teléfonos que estén habilitados",
        heading="Conceptos Clave – Canal Telefónico",
        verbs=(Verb.RECORD,),
        data="number, enabled flag",
        software="code TELEFONO; register of enabled numbers per office",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CHN-05",
        family="CHN",
        title="Homogeneous service through all points of contact",
        title_es="El mismo servicio en todos los puntos de contacto",
        statement=(
            "The service must be homogeneous and of a high standard through all points of contact; every "
            "official must know the model and the steps in each scenario."
        ),
        quote=(
            "entregar a los usuarios/as un servicio homogéneo y de alto estándar a través de todos estos "
            "puntos de contacto"
        ),
        heading="Conceptos Clave – ¿Cuáles son los canales de contacto con nuestro público?",
        verbs=(Verb.EXPLAIN, Verb.MEASURE),
        data="facts of the account",
        software=(
            "the next step depends only on the facts, not on the channel: same facts on another channel "
            "give the same answer (testable property)"
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="COM-01",
        family="COM",
        title="Near, respectful and direct language",
        title_es="Usamos un lenguaje cercano, respetuoso y directo",
        statement=(
            "Use near, respectful and direct language in the channels, that makes the actions easy to understand."
        ),
        quote="utilizar un lenguaje cercano, respetuoso y directo en los diferentes canales",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.EXPLAIN,),
        data="templates in Spanish",
        software="texts for companies live in editable templates, Spanish first; no internal codes in them",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="COM-02",
        family="COM",
        title="Transmit the procedure that applies, by type of company",
        title_es="Explicamos el procedimiento que corresponde a cada tipo de empresa",
        statement=(
            "If the person looks for support to export, or to import Chilean supply, the executive who "
            "receives the request must transmit clearly the procedure that applies, considering the type "
            "of company."
        ),
        quote=(
            "deberá transmitir claramente el procedimiento que corresponda y que se describe en este "
            "protocolo, considerando el tipo de empresa"
        ),
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.EXPLAIN,),
        data="company type (DEF-13, DEF-14, foreign, institution)",
        software=(
            "nextStep(account) returns: step, who acts, until when, what is missing, explanation text, "
            "rule id and section cited"
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="COM-03",
        family="COM",
        title="The responsible of the point of contact explains, same tone as the web site",
        title_es="Lo explica quien está a cargo del punto de contacto",
        statement=(
            "The procedure is explained by the responsible of the point of contact, with a near tone like "
            "the institutional web site."
        ),
        quote=(
            "tendrá que ser explicado a dicha empresa por el/la responsable del respectivo punto de "
            "contacto, usando un tono cercano"
        ),
        heading="Ruta de atención – Proceso de captación nuevas empresas",
        verbs=(Verb.EXPLAIN, Verb.RECORD),
        data="contact, responsible, explanation given (yes, when)",
        software="record that the explanation was given on that contact",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="PUB-01",
        family="PUB",
        title="First ask whether the person belongs to a company",
        title_es="Primero preguntamos si la persona pertenece a una empresa",
        statement=(
            "If a natural person asks for information or for an executive, always ask first whether they "
            "belong to a company."
        ),
        quote="siempre se le debe preguntar primero si pertenece a una empresa",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.ROUTE,),
        data="belongsToCompany (yes/no/not asked)",
        software='triage refuses to route while the answer is "not asked" and returns that question as the next step',
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="PUB-02",
        family="PUB",
        title="If so, ask whether the company has a ProChile account",
        title_es="Luego, si su empresa tiene cuenta en ProChile",
        statement="If so, ask whether the company has an account registered in ProChile.",
        quote="se le debe consultar si ésta tiene una cuenta registrada en ProChile",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.ROUTE,),
        data="company RUT or name, CRM look-up",
        software="look up the CRM by RUT; if not known, ask",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="PUB-03",
        family="PUB",
        title="No account → steps of the protocol",
        title_es="Si no tiene cuenta, seguimos los pasos de este protocolo",
        statement="If it has no account, the steps of this protocol apply.",
        quote="Si no tiene cuenta, se deben considerar los pasos descritos en el presente protocolo",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.ROUTE,),
        data="",
        software="next step = CAP-02 (registration)",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="PUB-04",
        family="PUB",
        title="Account → find its executive in CRM and derive the query",
        title_es="Si tiene cuenta, derivamos la consulta a su ejecutivo o ejecutiva",
        statement="If it has an account, check in CRM who its executive is and derive the query to them.",
        quote="Si tiene cuenta, se debe revisar en CRM quién es su ejecutivo, y derivarle la consulta",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.ROUTE, Verb.RECORD),
        data="account executive",
        software="derivation record to that executive",
        ambiguities=("AMB-14",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="PUB-05",
        family="PUB",
        title="No CRM access → generic mailbox of the regional office",
        title_es="Sin acceso al CRM, invitamos a escribir al correo de la oficina regional",
        statement=(
            "If at that moment the point of contact has no access to CRM, invite the person to write to "
            "the generic account of the respective regional office."
        ),
        quote="debe invitarle a que envíe un correo a la cuenta genérica de la oficina regional respectiva",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.ROUTE, Verb.NOTIFY),
        data="region, CRM availability",
        software=(
            "answer with the mailbox of RTE-01 for the region; also the behaviour when the CRM connector is down"
        ),
        ambiguities=("AMB-14",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="PUB-06",
        family="PUB",
        title="No company, commercial information or ProChile's role → Centro de Ayuda form, 4 business days",
        title_es="Persona sin empresa: Centro de Ayuda, con respuesta en 4 días hábiles",
        statement=(
            "If the person belongs to no company and needs commercial information or information on the "
            "role of ProChile and its tools and activities, ask them to use the Centro de Ayuda (CDA) "
            "form; the query is attended within 4 business days at most."
        ),
        quote="atenderle dentro de un plazo máximo de 4 días hábiles",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.ROUTE, Verb.TIMER),
        data="query kind, form submission time",
        software="route to CDA; timer SLA-08 from form submission",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="PUB-07",
        family="PUB",
        title="Suggestions, complaints, congratulations, queries not covered by CDA → Atención Ciudadana form",
        title_es="Sugerencias, reclamos y felicitaciones: Atención Ciudadana",
        statement=(
            "For suggestions, complaints, congratulations and queries not addressed by the CDA, ask the "
            "person to complete the Atención Ciudadana form."
        ),
        quote="Si se trata de sugerencias, reclamos, felicitaciones y consultas no abordadas por el CDA",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.ROUTE,),
        data="contact kind: sugerencia / reclamo / felicitación / consulta no CDA",
        software="route to OIRS; no deadline unless configured",
        ambiguities=("AMB-16", "AMB-48"),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="RTE-01",
        family="RTE",
        title="Table of regional generic mailboxes (16)",
        title_es="El correo de cada una de las 16 regiones",
        statement="Each region has one generic mailbox (table of 16 rows).",
        quote="aricayparinacota@prochile.gob.cl",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público? (tabla Región/Correo)",
        verbs=(Verb.ROUTE,),
        data="region code → mailbox",
        software=(
            "fixed data with effective dates; 16 rows; a region without mailbox is a configuration error "
            "that stops start-up"
        ),
        ambiguities=("AMB-42",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="RTE-02",
        family="RTE",
        title="Portal for registration, ficha and update",
        title_es="Dónde se registra la empresa y completa su ficha: el portal",
        statement="The ficha is completed, and the account created or updated, at portalusuario.prochile.cl.",
        quote="completar su Ficha de Caracterización en: https://portalusuario.prochile.cl/",
        heading="Ruta de atención – Proceso de captación cuentas potenciales",
        verbs=(Verb.ROUTE,),
        data="URL",
        software="constant used by texts; settable",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.CONFIGURATION,
    ),
    Rule(
        id="RTE-03",
        family="RTE",
        title="Help desk for portal problems: gestiondeclientes@prochile.gob.cl",
        title_es="Problemas con el portal: avisamos a gestión de clientes",
        statement=(
            "If the company communicates again because it has problems to register, complete its ficha or "
            "access the test, the responsible of the point of contact must inform "
            "gestiondeclientes@prochile.gob.cl so that the unit advises it."
        ),
        quote="deberá informar al correo: gestiondeclientes@prochile.gob.cl para que dicha unidad le preste asesoría",
        heading="Ruta de atención – Proceso de captación nuevas empresas",
        verbs=(Verb.ROUTE, Verb.NOTIFY),
        data="contact, problem kind (registro / ficha / test), account",
        software='action "report portal problem" creates a notice to that mailbox and a trace on the account',
        ambiguities=("AMB-55",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="RTE-04",
        family="RTE",
        title="Responsible office = region of the company",
        title_es="Responde la oficina de la región de la empresa",
        statement="The notices of the capture flow go to the generic account of the corresponding regional office.",
        quote="la oficina regional correspondiente recibirá un correo electrónico a su cuenta genérica",
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.ROUTE,),
        data="region of the company in its ficha",
        software=(
            "responsible office derived from the ficha region (region of the head office); a change of "
            "region before contact re-routes and records it"
        ),
        ambiguities=("AMB-11",),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="RTE-05",
        family="RTE",
        title="Who contacts: sector officer or whom the regional head decides",
        title_es="Contacta el encargado o encargada del sector, o quien decida la jefatura regional",
        statement=(
            "The contact is made by the officer of the sector, or by whoever the regional head deems appropriate."
        ),
        quote="el/la encargado/a del sector o quien el/la jefe/a regional estime pertinente",
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.ROUTE,),
        data="sector officer per region and sector; override by regional head",
        software=(
            "proposed assignee = sector officer of the region; regional head may override with a reason; "
            "without sector officer the case is assigned to the regional head"
        ),
        ambiguities=("AMB-44",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="RTE-06",
        family="RTE",
        title="Potential account: invite, or derive to the regional director",
        title_es="Cuenta potencial: invitarla o derivarla a la dirección regional",
        statement=(
            "If the company could be a candidate, the executive who registered it must invite it to "
            "complete its ficha, or derive it to the corresponding regional director to evaluate whether "
            "to invite it."
        ),
        quote=(
            "derivarla al director regional correspondiente, para que éste evalúe si es conveniente "
            "invitar a la empresa a sumarse"
        ),
        heading="Ruta de atención – Proceso de captación cuentas potenciales",
        verbs=(Verb.ROUTE, Verb.RECORD),
        data="registering executive, candidate (yes/no), derivation, director's decision",
        software=(
            "two allowed actions (invite / derive); director's decision recorded (invite / do not invite, reason)"
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
)
