"""Personalised attention to new companies (ATN) and to those that already are users (USR)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="ATN-01",
        family="ATN",
        title="Three categories",
        title_es="Tres categorías: Exporta Más, trabajo habitual y trabajo esporádico",
        statement="1: Exporta Más; 2: Trabajo Habitual (usual work); 3: Trabajo Esporádico (sporadic work).",
        quote="2: Trabajo Habitual",
        heading="Nuevas Empresas Exportadoras o con Potencial – Atención personalizada",
        verbs=(Verb.DERIVE,),
        data="category, assigned by, on, reason",
        software="category 1..3 on each attended account; history kept",
        ambiguities=("AMB-31",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="ATN-02",
        family="ATN",
        title="Attention considers characteristics, objectives, markets, instruments",
        title_es="La atención parte de las características, objetivos, mercados e instrumentos de la empresa",
        statement=(
            "The personalised attention is built on the company's characteristics, objectives, markets and instruments."
        ),
        quote="INSTRUMENTOS",
        heading="Nuevas Empresas Exportadoras o con Potencial – Atención personalizada",
        verbs=(Verb.RECORD,),
        data="internationalisation plan: objectives, markets, instruments",
        software="plan record per account with those four parts",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="ATN-03",
        family="ATN",
        title="Instruments on offer",
        title_es="Qué instrumentos ofrecemos",
        statement=(
            "Export-capacity building (workshops, seminars, market studies…), promotion actions (fairs, "
            "missions, business rounds…), delivery of commercial opportunities, Exporta Más (if it has "
            "export potential)."
        ),
        quote="Generación de Capacidades Exportadoras (talleres, seminarios, estudios de mercado, etc.)",
        heading="Nuevas Empresas Exportadoras o con Potencial – Atención personalizada",
        verbs=(Verb.RECORD,),
        data="instrument catalogue with family",
        software="four families; Exporta Más offered only when DEF-11/DEF-12 give exporter or potential",
        ambiguities=("AMB-39",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="ATN-04",
        family="ATN",
        title="On selection give complete information: dates, deadlines, rights and obligations",
        title_es="Al seleccionar a una empresa, le damos fechas, plazos, derechos y obligaciones",
        statement=(
            "Once a company is selected for a service or tool, the executive must give the complete "
            "information (dates and deadlines), stressing rights and obligations such as payment of fee, "
            "full compliance with the prepared agenda, answer to the satisfaction survey, among others."
        ),
        quote=(
            "recalcando sus derechos y obligaciones como, por ejemplo, pago de cuota, cumplimiento a "
            "cabalidad de la agenda preparada"
        ),
        heading="Nuevas Empresas Exportadoras o con Potencial – Atención personalizada",
        verbs=(Verb.NOTIFY, Verb.RECORD),
        data="service, dates, obligations list, informed on, by",
        software=(
            "information checklist; the action cannot be registered as delivered until the information "
            "delivery is recorded"
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="ATN-05",
        family="ATN",
        title='Then register the activity in "Registro de Acciones": the company becomes a user',
        title_es="Registrar la actividad convierte a la empresa en usuaria",
        statement=(
            'Afterwards the executive must register the activity in the CRM (module "Registro de '
            'Acciones"), so that the company becomes a user.'
        ),
        quote=(
            'registrar la actividad en el CRM (Módulo "Registro de Acciones"), para que la empresa pase a ser usuaria'
        ),
        heading="Nuevas Empresas Exportadoras o con Potencial – Atención personalizada",
        verbs=(Verb.RECORD, Verb.DERIVE),
        data="action type (counts?), activity date, registrar, registered on",
        software="registering re-derives DEF-05 and returns the change with its reason",
        ambiguities=("AMB-37", "AMB-60", "AMB-61"),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="USR-01",
        family="USR",
        title="First contact is always the regional executive",
        title_es="El primer contacto es siempre el ejecutivo o ejecutiva regional",
        statement=(
            "If a user company wants new advice, to take part in an activity/programme or to be attended "
            "by a commercial office, its initial point of contact must always be its regional executive."
        ),
        quote="su punto de contacto inicial siempre deberá ser su ejecutivo/a regional respectivo/a",
        heading="Atención a Empresas Nacionales ya usuarias",
        verbs=(Verb.ROUTE,),
        data="regional executive",
        software="any request from a user company received elsewhere is derived to that executive",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="USR-02",
        family="USR",
        title="An Oficom that detects another market informs the regional executive",
        title_es="Si la oficina comercial ve otro mercado posible, avisa a la región",
        statement=(
            "If a company attended by an Oficom realises it could extend to another market, that Oficom "
            "must inform the regional executive, who talks with the company and determines the next steps."
        ),
        quote="la Oficom que lo esté atendiendo deberá informar a el/la ejecutivo/a regional sobre esta situación",
        heading="Atención a Empresas Nacionales ya usuarias",
        verbs=(Verb.NOTIFY, Verb.ROUTE),
        data="Oficom, company, other market",
        software="NTF-31; creates a request on USR-03",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="USR-03",
        family="USR",
        title="Attend the new request within 3 business days",
        title_es="Atender la nueva solicitud en 3 días hábiles",
        statement=(
            "The regional executive must attend this new request within 3 business days, to offer "
            "alternatives according to the company's reality."
        ),
        quote="deberá atender esta nueva solicitud de la empresa en un plazo máximo de 3 días hábiles",
        heading="Atención a Empresas Nacionales ya usuarias",
        verbs=(Verb.TIMER,),
        data="request received, response",
        software="SLA-07",
        ambiguities=("AMB-35",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="USR-04",
        family="USR",
        title="Executive kept informed of any change of the internationalisation plan",
        title_es="El ejecutivo o ejecutiva regional conoce los cambios del plan de la empresa",
        statement=(
            "The objective is that the regional executive knows any adjustment of the company's "
            "internationalisation plan and accompanies it."
        ),
        quote="esté al tanto de cualquier ajuste en el plan de internacionalización de la empresa",
        heading="Atención a Empresas Nacionales ya usuarias",
        verbs=(Verb.RECORD,),
        data="plan changes",
        software="change of plan notifies the executive",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="USR-05",
        family="USR",
        title="Exporta Más may be offered to those who diversify",
        title_es="Podemos invitar a Exporta Más a quien busca diversificar",
        statement=(
            "If the company seeks to diversify markets and/or contact new clients, the regional executive "
            "may invite it to Exporta Más if it meets the programme's requirements, found in Portal "
            "Digital."
        ),
        quote="podrá invitarle a ser parte del servicio integral ExportaMás",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.DERIVE,),
        data="purpose, requirements checklist",
        software="suggestion with the checklist; requirements are configuration",
        ambiguities=("AMB-21",),
        obligation=Obligation.ALLOWED,
        kind=CoverageKind.EXECUTABLE,
    ),
)
