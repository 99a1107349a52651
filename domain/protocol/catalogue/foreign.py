"""Chilean companies abroad (SPC), demands for suppliers (OCI) and investment (INV)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="SPC-01",
        family="SPC",
        title="First ask whether it has a Chilean RUT",
        title_es="Empresa chilena en el exterior: primero preguntamos si tiene RUT chileno",
        statement=(
            "If a Chilean company established in a market asks an Oficom for advice, information search, "
            "contacts or others, ask whether it has a Chilean RUT."
        ),
        quote="se debe preguntar si la empresa cuenta con RUT chileno",
        heading="Atención de Casos Especiales",
        verbs=(Verb.ROUTE,),
        data="hasChileanRut (yes/no/not asked), RUT",
        software="triage blocks until answered",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="SPC-02",
        family="SPC",
        title="With RUT → inform the region",
        title_es="Con RUT, informamos a la región el apoyo que daremos",
        statement="If so, inform the corresponding region of the support the office will give.",
        quote="se debe informar a la región correspondiente de las gestiones de apoyo que realizará la oficina",
        heading="Atención de Casos Especiales",
        verbs=(Verb.NOTIFY,),
        data="region of the RUT, support description",
        software="NTF-18",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="SPC-03",
        family="SPC",
        title="With RUT but not in CRM → the region incorporates it",
        title_es="Con RUT y fuera del CRM, la región la incorpora",
        statement=(
            "If not registered in CRM, the region follows the procedure to incorporate it, as non-user or "
            "to reactivate a former user."
        ),
        quote="la región deberá seguir el procedimiento para su incorporación a ProChile",
        heading="Atención de Casos Especiales",
        verbs=(Verb.ROUTE,),
        data="CRM look-up, last action",
        software="opens a capture case in that region (CAP or OLD)",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="SPC-04",
        family="SPC",
        title="Without RUT → one of two conditions, registered as Chilean company abroad",
        title_es="Sin RUT, debe cumplir una de dos condiciones",
        statement=(
            "Without RUT it must meet at least one condition to be attended: be of Chilean capital, or be "
            "led by Chileans who intend to trade national products or services in the market; it is "
            'entered in "Empresas Activas Internacionales" as Chilean company installed abroad.'
        ),
        quote=(
            "Ser de capitales chilenos o empresa liderada por chilenos que pretendan comercializar "
            "productos o servicios nacionales en el mercado"
        ),
        heading="Atención de Casos Especiales",
        verbs=(Verb.DERIVE, Verb.RECORD),
        data="chileanCapital, ledByChileans, sellsNational",
        software="class EMPRESA_CHILENA_EXTERIOR when chileanCapital or (ledByChileans and sellsNational)",
        ambiguities=("AMB-49",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="SPC-05",
        family="SPC",
        title="Neither → foreign company, recommend a local counterpart",
        title_es="Si no cumple ninguna, la tratamos como extranjera y le recomendamos una institución local",
        statement=(
            "If it meets none, it is considered a foreign company, and should be recommended to go to the "
            "institution like ProChile in that market or a chamber of commerce."
        ),
        quote="se acerque a la institución símil de ProChile en el mercado respectivo, o a una cámara de comercio",
        heading="Atención de Casos Especiales",
        verbs=(Verb.DERIVE, Verb.EXPLAIN),
        data="referral targets of the market",
        software="class foreign; NTF-19 with the local counterpart",
        ambiguities=(),
        obligation=Obligation.RECOMMENDED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OCI-01",
        family="OCI",
        title="The request enters through One Click Import",
        title_es="La demanda de la empresa extranjera entra por One Click Import",
        statement=(
            "If a foreign company wants to contact a Chilean supplier, the company or the executive of the "
            "Oficom channels the request via One Click Import."
        ),
        quote="dicha empresa o el/la ejecutivo/a de la oficina comercial respectiva canalizará su solicitud vía",
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.RECORD,),
        data="demand: company, Oficom, product, urgency, entered at, entered by (company / executive)",
        software="demand record, with both origins",
        ambiguities=("AMB-20",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OCI-02",
        family="OCI",
        title="Urgent: 48 hours from entry",
        title_es="Demanda urgente: respuesta en 48 horas",
        statement=(
            'If rated "urgente", the maximum time to give a timely answer is 48 hours from the entry of the demand.'
        ),
        quote="será de 48 horas, contadas desde el ingreso de la demanda",
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.TIMER,),
        data="entered at (time)",
        software="SLA-10",
        ambiguities=("AMB-17",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OCI-03",
        family="OCI",
        title="Medium: 5 continuous days",
        title_es="Demanda de nivel medio: respuesta en 5 días continuos",
        statement='If of "medio" level, the maximum time is 5 continuous days.',
        quote="el plazo máximo para responderle será de 5 días continuos",
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.TIMER,),
        data="entered at",
        software="SLA-11",
        ambiguities=("AMB-17", "AMB-18"),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OCI-04",
        family="OCI",
        title="No supply: OCI coordinator → Oficom → company, with explanation",
        title_es="Si no hay oferta, la oficina comercial lo explica e invita a seguir en contacto",
        statement=(
            "If there is no supply, the OCI coordinator e-mails the Oficom, which informs the company with "
            "the explanation and invites it to keep in touch for future joint actions."
        ),
        quote=(
            "Si analizada la demanda no hay oferta disponible, el coordinador de OCI deberá enviarle un "
            "correo a la oficina comercial"
        ),
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.NOTIFY,),
        data="analysis result, explanation",
        software="NTF-20, NTF-21; closing without explanation refused",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OCI-05",
        family="OCI",
        title="Supply: OCI coordinator → Oficom → list of potential suppliers",
        title_es="Si hay oferta, la oficina comercial envía la lista de proveedores",
        statement=(
            "If there is supply, the OCI coordinator e-mails the Oficom, which sends the list of potential "
            "suppliers to the company."
        ),
        quote="para que ésta envíe la lista de potenciales proveedores a la empresa solicitante",
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.NOTIFY,),
        data="supplier accounts",
        software="NTF-22, NTF-23; list of supplier accounts kept",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OCI-06",
        family="OCI",
        title="The whole process inside the term",
        title_es="Todo el proceso cabe dentro del plazo",
        statement="All this process must be done within the terms indicated, considering the urgency.",
        quote=(
            "Todo este proceso debe efectuarse dentro de los plazos indicados, considerando el nivel de "
            "urgencia de la solicitud"
        ),
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.TIMER,),
        data="each hop's time",
        software="one timer from entry to the answer sent to the foreign company; each hop's time visible inside it",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OCI-07",
        family="OCI",
        title="Monitoring after the answer",
        title_es="Después de responder, comprobamos si hubo contacto",
        statement=(
            "Afterwards the Oficom monitors whether the importer could contact any of the Chilean "
            "companies; recommended at most 2 days after answering an urgent demand and 5 days after "
            "sending the information for a medium one."
        ),
        quote=(
            "máximo 2 días después de entregar una respuesta ante una demanda urgente, y máximo 5 días "
            "después de enviar"
        ),
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.TIMER,),
        data="answer sent at, follow-up date, result",
        software="SLA-12, SLA-13 (recommended)",
        ambiguities=("AMB-19",),
        obligation=Obligation.RECOMMENDED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="OCI-08",
        family="OCI",
        title='Replaced in April 2024 by "Oportunidades Comerciales" in CRM 365',
        title_es="Desde abril de 2024 se llama «Oportunidades Comerciales»",
        statement='In April 2024 it is replaced by the module "Oportunidades Comerciales" of CRM 365.',
        quote='En abril de 2024 será reemplazado por módulo "Oportunidades Comerciales" en CRM 365',
        heading="Acompañamiento a empresas extranjeras – Seguimiento de resultados (nota *)",
        verbs=(Verb.DERIVE,),
        data="demand date",
        software="same flow, other target module by date",
        ambiguities=("AMB-20",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.CONFIGURATION,
    ),
    Rule(
        id="INV-01",
        family="INV",
        title="Invest in Chile → Investment Attaché, or geographic area → InvestChile",
        title_es="Invertir en Chile: Agregado de Inversiones o InvestChile",
        statement=(
            "If it wants to invest in Chile, the Oficom puts it in contact with the Investment Attaché in "
            "its market, or derives the request to its geographic area, which coordinates with its "
            "counterpart in InvestChile."
        ),
        quote=(
            "en contacto con el Agregado de Inversiones presente en su mercado, o derivar la solicitud a "
            "su área geográfica"
        ),
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.ROUTE,),
        data="market has attaché (yes/no), attaché, geographic area",
        software="route by that flag; derivation record",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="INV-02",
        family="INV",
        title="Tell the company InvestChile will attend it",
        title_es="Avisamos a la empresa que InvestChile la atenderá",
        statement=(
            "In either scenario the Oficom informs the company that its request will be attended by that institution."
        ),
        quote="la Oficom deberá informar a la empresa que su solicitud será atendida por la mencionada institución",
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.NOTIFY,),
        data="notice",
        software="NTF-24 mandatory to close the derivation",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="INV-03",
        family="INV",
        title="Invest in a ProChile user company → introduction with copies",
        title_es="Invertir en una empresa usuaria: presentamos a las partes, con copia a quienes corresponde",
        statement=(
            "If it wants to invest in a ProChile user company, the Oficom may connect them, copying the "
            "Investment Attaché (if any) and the regional, sector and geographic executives."
        ),
        quote=(
            "manteniendo en copia al Agregado de Inversiones (si corresponde) y a los ejecutivos regional, "
            "sectorial y geográfico respectivos"
        ),
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.NOTIFY,),
        data="user company, its executives",
        software="NTF-25 with the four copies computed; refused if the Chilean company is not a user on that date",
        ambiguities=(),
        obligation=Obligation.ALLOWED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="INV-04",
        family="INV",
        title="No attaché → geographic professional informs InvestChile",
        title_es="Sin Agregado en el mercado, el área geográfica informa a InvestChile",
        statement=(
            "If the market has no Investment Attaché, the professional of the geographic area informs the "
            "counterpart in InvestChile."
        ),
        quote=(
            "Si el mercado no tiene Agregado de Inversiones, el profesional del área geográfica deberá "
            "informar a la contraparte en InvestChile"
        ),
        heading="Atención a Empresas Extranjeras",
        verbs=(Verb.NOTIFY,),
        data="market flag",
        software="NTF-26",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
)
