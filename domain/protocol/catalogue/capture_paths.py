"""Capture of exporters (EXP), of former users (OLD) and of foreign companies (EXT)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="EXP-01",
        family="EXP",
        title="Exporter → e-mail to the company: an executive will contact it in the next days",
        title_es="Empresa exportadora: le avisamos que la contactará un ejecutivo o ejecutiva regional",
        statement=(
            "If the company declares itself exporter, the system sends it an e-mail that a regional "
            "executive will contact it in the next days."
        ),
        quote=(
            "el sistema le enviará un correo para notificarle que será contactado por un/a ejecutivo/a "
            "regional dentro de los próximos días"
        ),
        heading="Empresas No Usuarias Exportadoras",
        verbs=(Verb.NOTIFY,),
        data="ficha completed, exporter",
        software="NTF-05",
        ambiguities=(),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="EXP-02",
        family="EXP",
        title="In parallel, e-mail to the regional generic account",
        title_es="A la vez, aviso al correo de la oficina regional",
        statement=(
            "In parallel it sends another e-mail to the generic account of the regional office, saying it "
            "must communicate with the company in 3 business days at most."
        ),
        quote="en paralelo, enviará otro correo a la cuenta genérica de la oficina regional",
        heading="Empresas No Usuarias Exportadoras",
        verbs=(Verb.NOTIFY,),
        data="region",
        software="NTF-06; both notices in the same unit of work",
        ambiguities=(),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="EXP-03",
        family="EXP",
        title="Contact within 3 business days",
        title_es="Contactar a la empresa exportadora en 3 días hábiles",
        statement=(
            "The regional office must communicate with the company within 3 business days to arrange an "
            "interview and/or visit."
        ),
        quote="debe comunicarse con la empresa dentro de un plazo máximo de 3 días hábiles",
        heading="Empresas No Usuarias Exportadoras",
        verbs=(Verb.TIMER,),
        data="as POT-02",
        software="SLA-03",
        ambiguities=("AMB-01", "AMB-02", "AMB-03"),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="EXP-04",
        family="EXP",
        title="Interview or visit at the latest 15 calendar days after contact",
        title_es="Entrevista o visita, a más tardar 15 días corridos después del contacto",
        statement=(
            "The interview and/or visit must take place at the latest 15 calendar days (días corridos) "
            "after establishing contact."
        ),
        quote="a más tardar 15 días corridos después de establecer el contacto con la empresa",
        heading="Empresas No Usuarias Exportadoras",
        verbs=(Verb.TIMER,),
        data="as POT-03",
        software="SLA-04",
        ambiguities=("AMB-05", "AMB-06"),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="EXP-05",
        family="EXP",
        title="Validation opens preadmissibility",
        title_es="Con la validación se abre la preadmisibilidad",
        statement=(
            "Once the regional executive interviews and validates the company, it may complete preadmissibility."
        ),
        quote="ésta podrá completar el proceso de preadmisibilidad",
        heading="Empresas No Usuarias Exportadoras",
        verbs=(Verb.DERIVE,),
        data="interview, validation",
        software="as CAP-07; both interview and validation needed",
        ambiguities=(),
        obligation=Obligation.ALLOWED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OLD-01",
        family="OLD",
        title="Update the ficha in the portal",
        title_es="La antigua usuaria actualiza su ficha en el portal",
        statement=(
            "The representative must enter the portal and update the information in the ficha; the "
            "responsible of the point of contact that receives the request explains it."
        ),
        quote="actualizar su información en la Ficha de Caracterización",
        heading="Antiguas Empresas Usuarias – Proceso de captación",
        verbs=(Verb.ROUTE,),
        data="ficha version, date",
        software="next step = update ficha; a new ficha version is kept beside the old one",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OLD-02",
        family="OLD",
        title="Non-exporter → test, then as a new company",
        title_es="Si no exporta, hace el test y sigue como empresa nueva",
        statement=(
            "If it declares it does not export, the system takes it to the test and the associated "
            "procedure follows as with a new company."
        ),
        quote="automáticamente será llevada por el sistema para responder el Test de Autodiagnóstico",
        heading="Antiguas Empresas Usuarias – Proceso de captación",
        verbs=(Verb.ROUTE,),
        data="updated ficha",
        software="POT or LOW rules, including LOW-06",
        ambiguities=(),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OLD-03",
        family="OLD",
        title="Exporter → regional mailbox, contact within 3 business days",
        title_es="Si exporta, aviso a la región y contacto en 3 días hábiles",
        statement=(
            "If it exports, the system sends an e-mail to the generic account of the regional office, "
            "which must communicate within 3 business days to arrange an interview and/or visit."
        ),
        quote=(
            "Si la empresa exporta, el sistema enviará un correo a la cuenta genérica de la oficina "
            "regional correspondiente"
        ),
        heading="Antiguas Empresas Usuarias – Proceso de captación",
        verbs=(Verb.NOTIFY, Verb.TIMER),
        data="region",
        software="NTF-07, SLA-05",
        ambiguities=("AMB-57",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OLD-04",
        family="OLD",
        title="Interview or visit at the latest 15 calendar days after contact",
        title_es="Antigua usuaria: entrevista a más tardar 15 días corridos después del contacto",
        statement="The interview and/or visit must take place at the latest 15 calendar days after contact.",
        quote="a más tardar 15 días corridos después de establecer el contacto con la empresa",
        heading="Antiguas Empresas Usuarias – Proceso de captación",
        verbs=(Verb.TIMER,),
        data="as EXP-04",
        software="SLA-06",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OLD-05",
        family="OLD",
        title="Problems → gestión de clientes",
        title_es="Problemas al actualizar la ficha: avisamos a gestión de clientes",
        statement=(
            "If the company has problems to register, complete or update its ficha, inform "
            "gestiondeclientes@prochile.gob.cl."
        ),
        quote="completar o actualizar su ficha de caracterización",
        heading="Antiguas Empresas Usuarias – Proceso de captación",
        verbs=(Verb.ROUTE,),
        data='as RTE-03, with kind "actualización"',
        software="as RTE-03",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="EXT-01",
        family="EXT",
        title="The commercial executive registers it in CRM",
        title_es="La oficina comercial registra a la empresa extranjera en el CRM",
        statement=(
            "For a foreign company to be considered a user, the executive of the commercial office must "
            "register it in CRM."
        ),
        quote="el ejecutivo de la oficina comercial respectiva deberá encargarse de",
        heading="Empresas Extranjeras – Proceso de captación",
        verbs=(Verb.RECORD,),
        data="foreign company data, market, Oficom, executive",
        software=(
            "registration by an Oficom executive into the international module; Clave Única, ficha and "
            "test do not apply"
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="EXT-02",
        family="EXT",
        title="And a counting activity in the year, registered",
        title_es="Y registra una actividad del año que sume para ser usuaria",
        statement=(
            "It must have done with ProChile an activity that counts within the calendar year, and this "
            "must be registered in CRM."
        ),
        quote="y registrarla en el CRM",
        heading="Empresas Extranjeras – Proceso de captación",
        verbs=(Verb.RECORD, Verb.DERIVE),
        data="action",
        software="DEF-09",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="EXT-03",
        family="EXT",
        title="Periodic contact by the executive in charge",
        title_es="Contacto periódico con la empresa extranjera",
        statement="It is essential that the executive in charge of the company contacts it periodically.",
        quote=(
            "Es esencial que el/la ejecutivo/a de ProChile a cargo de dicha empresa se contacte con ella periódicamente"
        ),
        heading="Acompañamiento a empresas extranjeras – Seguimiento de resultados",
        verbs=(Verb.TIMER,),
        data="last contact date",
        software='"days since last contact" per foreign company',
        ambiguities=("AMB-64",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="EXT-04",
        family="EXT",
        title="Quarterly review by each commercial executive (suggested)",
        title_es="Revisión trimestral de las empresas atendidas",
        statement=(
            "At the end of each quarter each commercial executive should review the companies attended in "
            "the period and/or that took part in an activity, to call them and learn results or need of "
            "support."
        ),
        quote=(
            "Al término de cada trimestre, cada ejecutivo/a comercial revise la base de empresas que ha "
            "atendido en ese periodo"
        ),
        heading="Acompañamiento a empresas extranjeras – Seguimiento de resultados",
        verbs=(Verb.TIMER,),
        data="companies attended or in activities in the quarter, by executive",
        software="SLA-19; list generated per executive with one follow-up task per company",
        ambiguities=("AMB-33",),
        obligation=Obligation.RECOMMENDED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="EXT-05",
        family="EXT",
        title="Special follow-up: survey respondents and One Click Import recipients",
        title_es="Seguimiento especial a quienes proyectan negocios o recibieron contactos",
        statement=(
            "Special follow-up is recommended for importers who answered satisfaction surveys, above all "
            "if they projected business, and for those who received contacts of Chilean companies via One "
            "Click Import."
        ),
        quote=(
            "sobre todo si han proyectado negocios, y a quienes hayan recibido contactos de empresas "
            "chilenas vía One Click Import"
        ),
        heading="Acompañamiento a empresas extranjeras – Seguimiento de resultados",
        verbs=(Verb.DERIVE,),
        data="survey answered, projected business, OCI contacts received",
        software="priority flag with reason in the quarterly list; those with projected business first",
        ambiguities=(),
        obligation=Obligation.RECOMMENDED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="EXT-06",
        family="EXT",
        title='Result registered in the CRM in operation ("Beneficiario Internacional")',
        title_es="El resultado del seguimiento se registra en el CRM",
        statement=(
            "The result of this follow-up must be registered in the CRM operating at that moment (module "
            '"Beneficiario Internacional").'
        ),
        quote="deberá quedar registrado en el CRM que esté operativo en ese momento",
        heading="Acompañamiento a empresas extranjeras – Seguimiento de resultados",
        verbs=(Verb.RECORD,),
        data="follow-up result",
        software="write through the connector; module name is mapping",
        ambiguities=("AMB-20", "AMB-34"),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
)
