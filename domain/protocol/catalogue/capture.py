"""Capture: common rules (CAP), non-users with high or medium (POT) and low potential (LOW)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="CAP-01",
        family="CAP",
        title="Stages of capture",
        title_es="Las etapas de la captación",
        statement=(
            "Registration with Clave Única → Ficha de Caracterización → Test de Autodiagnóstico "
            "(conditional) → Interview/Visit → Preadmissibility."
        ),
        quote="Registro - Clave única",
        heading="Ruta de atención – Proceso de captación nuevas empresas",
        verbs=(Verb.DERIVE,),
        data="date of each stage",
        software=(
            "stage machine with those five stages; each transition checked, with the missing condition "
            "named when refused"
        ),
        ambiguities=("AMB-13",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CAP-02",
        family="CAP",
        title="The company asks because it wants export-promotion support and never worked with ProChile",
        title_es="A quién se aplica: empresas que nunca han trabajado con ProChile",
        statement=(
            "The incorporation procedure applies to a company that never worked with ProChile and contacts "
            "it wanting to be attended in export promotion."
        ),
        quote=(
            "Si una empresa nunca ha trabajado con ProChile y nos contacta porque desea ser atendida por la institución"
        ),
        heading="Ruta de atención – Proceso de captación nuevas empresas",
        verbs=(Verb.DERIVE,),
        data="no registered action ever",
        software="entry condition of the flow; other cases go to OLD or USR",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CAP-03",
        family="CAP",
        title="Same procedure at every point of contact",
        title_es="El mismo procedimiento en cualquier punto de contacto",
        statement=(
            "The procedure is the same for every initial point of contact (digital, in person or by telephone)."
        ),
        quote="éste será el mismo para cada punto de contacto inicial descrito previamente",
        heading="Ruta de atención – Proceso de captación nuevas empresas",
        verbs=(Verb.EXPLAIN,),
        data="",
        software="see CHN-05",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CAP-04",
        family="CAP",
        title="Registration is made by the company's representative with Clave Única",
        title_es="La empresa se registra a través de su representante, con Clave Única",
        statement=(
            "The representative of the company must create a ProChile account with Clave Única at the "
            "portal, to complete the ficha."
        ),
        quote="crear una cuenta ProChile, mediante clave única",
        heading="Empresas No Usuarias Exportadoras",
        verbs=(Verb.RECORD,),
        data="RUN of the representative (Clave Única), company RUT, date",
        software=(
            "registration stores representative (RUN) and company (RUT); both check digits validated; "
            "staff cannot simulate a Clave Única registration"
        ),
        ambiguities=("AMB-54", "AMB-62", "AMB-63"),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CAP-05",
        family="CAP",
        title="Test only for those who declare no exports in 3 years",
        title_es="El test es solo para quienes no han exportado en 3 años",
        statement=(
            "The test is mandatory only if the company declares no exports in the last 3 years; exporters skip it."
        ),
        quote="Test es obligatorio solo si la empresa declara",
        heading="Ruta de atención – Proceso de captación nuevas empresas",
        verbs=(Verb.DERIVE,),
        data="ficha declaration",
        software='for an exporter the test stage is "not applicable", not "pending"',
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CAP-06",
        family="CAP",
        title="Non-exporter goes automatically to the test",
        title_es="Quien no exporta pasa automáticamente al test",
        statement=(
            "If on completing the ficha the company declares itself non-exporter, the system derives it to the test."
        ),
        quote="el sistema le derivará al Test de Autodiagnóstico para determinar su potencialidad exportadora",
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.ROUTE,),
        data="ficha completed, declaration",
        software="automatic transition on ficha completion",
        ambiguities=(),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CAP-07",
        family="CAP",
        title="After registering, the company can be interviewed; with validation it can complete preadmissibility",
        title_es="Tras el registro, entrevista; con la validación, preadmisibilidad",
        statement=(
            "Once the company registers it may be interviewed by a regional executive and, with their "
            "validation, it can complete preadmissibility."
        ),
        quote=(
            "Una vez que la empresa realiza su registro puede ser entrevistada por un/a ejecutivo/a "
            "regional, y con su validación"
        ),
        heading="Ruta de atención – Proceso de captación nuevas empresas",
        verbs=(Verb.DERIVE,),
        data="registration, interview result, validation (by, on)",
        software="preadmissibility is refused without validation by a regional executive",
        ambiguities=("AMB-13",),
        obligation=Obligation.ALLOWED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CAP-08",
        family="CAP",
        title="Interview result must be recorded in CRM",
        title_es="El resultado de la entrevista se registra en el CRM",
        statement=(
            "The result of the interview/visit must be registered in the institutional CRM by the sector "
            "officer of the region or whoever the regional head deems appropriate."
        ),
        quote="El resultado de esta acción tendrá que ser registrado en el CRM institucional vigente",
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.RECORD,),
        data="interview date, mode (entrevista / visita), result, registrar",
        software="interview counts as held only when its result is registered; result written through the connector",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CAP-09",
        family="CAP",
        title="Purpose of the interview",
        title_es="Para qué sirve la entrevista: comprobar el potencial real",
        statement=(
            "The interview/visit verifies in situ the real potential, continues preadmissibility and gives "
            "access to a service."
        ),
        quote="comprobar in situ su real potencial y continuar con su proceso de preadmisibilidad",
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.RECORD,),
        data="verified potential (confirms / differs), notes",
        software="verified potential is stored beside the test level, never over it",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CAP-10",
        family="CAP",
        title="Then personalised attention",
        title_es="Después viene la atención personalizada",
        statement="Afterwards personalised attention follows.",
        quote="Posteriormente, se dará paso a la prestación de una atención personalizada",
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.DERIVE,),
        data="preadmissibility date",
        software="phase changes to ATENCION_PERSONALIZADA",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="CAP-11",
        family="CAP",
        title="Potential accounts: further detail in the CRM manual",
        title_es="Más detalles de las cuentas potenciales, en el manual del CRM",
        statement='More on potential accounts is in the "Manual de Usuario Nacional" in CRM 365.',
        quote='se sugiere revisar el "Manual de Usuario Nacional" en CRM 365',
        heading="Ruta de atención – Proceso de captación cuentas potenciales",
        verbs=(Verb.NONE,),
        data="",
        software=("the list of mandatory fields comes from that manual, which is not available → configuration"),
        ambiguities=(),
        obligation=Obligation.RECOMMENDED,
        kind=CoverageKind.CONFIGURATION,
    ),
    Rule(
        id="POT-01",
        family="POT",
        title="High or Medium → notice to the regional mailbox",
        title_es="Potencial alto o medio: aviso al correo de la región",
        statement=(
            "If the potential is High or Medium, the regional office receives an e-mail in its generic account."
        ),
        quote="Si el resultado arroja que su potencialidad es Alta o Media",
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.NOTIFY,),
        data="level, region",
        software="notice NTF-03; timer SLA-01 starts",
        ambiguities=(),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="POT-02",
        family="POT",
        title="Contact within 3 business days",
        title_es="Contactar a la empresa en 3 días hábiles",
        statement=(
            "The officer contacts the company within 3 business days at most to schedule an interview and/or visit."
        ),
        quote="plazo máximo de 3 días hábiles",
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.TIMER,),
        data="trigger time, contact action",
        software="SLA-01",
        ambiguities=("AMB-01", "AMB-02", "AMB-03", "AMB-06"),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="POT-03",
        family="POT",
        title="Interview or visit at the latest 15 days after the contact",
        title_es="Entrevista o visita, a más tardar 15 días después del contacto",
        statement=(
            "The interview and/or visit must take place at the latest 15 days after establishing contact "
            "(no kind of day is said here)."
        ),
        quote=(
            "La entrevista y/o visita deberá concretarse a más tardar 15 días después de establecer el "
            "contacto con la empresa"
        ),
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.TIMER,),
        data="contact date, interview date",
        software="SLA-02",
        ambiguities=("AMB-04", "AMB-05"),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LOW-01",
        family="LOW",
        title="Low → automatic e-mail in ProChile's name",
        title_es="Potencial bajo: correo automático a nombre de ProChile",
        statement="If the export potential is Low, the CRM generates an automatic e-mail in the name of ProChile.",
        quote="el sistema de CRM generará un correo automático, a nombre de ProChile",
        heading="Empresas No Usuarias con Bajo Potencial Exportador",
        verbs=(Verb.NOTIFY,),
        data="level = Baja, region not exempt",
        software="NTF-04 sent at once; no regional contact timer",
        ambiguities=(),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LOW-02",
        family="LOW",
        title="Content: the steps before exporting",
        title_es="El correo explica los pasos antes de exportar",
        statement="The e-mail explains the steps required before starting the export process.",
        quote="explicarle los pasos que requiere dar antes de iniciar el proceso exportador",
        heading="Empresas No Usuarias con Bajo Potencial Exportador",
        verbs=(Verb.EXPLAIN,),
        data="template",
        software="template NTF-04",
        ambiguities=(),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LOW-03",
        family="LOW",
        title="It may recommend export training and/or other public bodies such as Sercotec",
        title_es="Podemos recomendar capacitación u otros organismos, como Sercotec",
        statement=(
            "This may include the recommendation to review foreign-trade information and training on the "
            "web site and/or contact other public bodies, such as Sercotec, according to the stage and "
            "support required."
        ),
        quote="contactarse con otros organismos públicos, como Sercotec, según la etapa en que se encuentre",
        heading="Empresas No Usuarias con Bajo Potencial Exportador",
        verbs=(Verb.ROUTE, Verb.NOTIFY),
        data="stage, support needed, referral target",
        software="referral list in the e-mail, chosen by settable criteria; Corfo and Sercotec available as targets",
        ambiguities=(),
        obligation=Obligation.ALLOWED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LOW-04",
        family="LOW",
        title="The action is registered in the active CRM",
        title_es="Esta gestión queda registrada en el CRM",
        statement="This action must be registered in the CRM that is active.",
        quote="Esta gestión también deberá quedar registrada en el sistema de CRM que esté activo",
        heading="Empresas No Usuarias con Bajo Potencial Exportador",
        verbs=(Verb.RECORD,),
        data="action record",
        software=(
            'action of kind "derivación bajo potencial" written through the connector; it does not count to be a user'
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LOW-05",
        family="LOW",
        title="Complaint about the answer or portal problems → gestión de clientes",
        title_es="Si la empresa no está conforme, avisamos a gestión de clientes",
        statement=(
            "If the company communicates again with problems to register, complete its ficha, access the "
            "test, or is not satisfied with the answer, inform gestiondeclientes@prochile.gob.cl."
        ),
        quote="no está conforme con la respuesta entregada",
        heading="Empresas No Usuarias con Bajo Potencial Exportador",
        verbs=(Verb.ROUTE,),
        data="reason (adds NO_CONFORME to RTE-03)",
        software="as RTE-03 with the extra reason",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LOW-06",
        family="LOW",
        title="Exception: five regions",
        title_es="Excepción: en cinco regiones la oficina contacta aunque el potencial sea bajo",
        statement=(
            "The rule does not apply when the company with a low score is of one of these regions: Arica y "
            "Parinacota, Atacama, Los Ríos, Aysén and Magallanes."
        ),
        quote="cualquiera de las siguientes regiones: Arica y Parinacota, Atacama, Los Ríos, Aysén y Magallanes",
        heading="Empresas No Usuarias con Bajo Potencial Exportador",
        verbs=(Verb.DERIVE, Verb.ROUTE),
        data="region",
        software=(
            "for those regions the automatic e-mail and diversion are not made; the regional office is "
            'notified and contacts in 3 business days (SLA-01), level stays Baja, reason "excepción '
            'regional"'
        ),
        ambiguities=("AMB-11",),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
)
