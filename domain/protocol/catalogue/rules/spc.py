"""SPC: casos especiales: empresas chilenas en el exterior."""

from typing import Final

CODE: Final = "SPC"
TITLE: Final = "Special cases: Chilean companies established abroad"
TITLE_ES: Final = "Casos especiales: empresas chilenas en el exterior"

TEXT: Final = """
[SPC-01]
title_es: Empresa chilena en el exterior: primero preguntamos si tiene RUT chileno
title: First ask whether it has a Chilean RUT
says: If a Chilean company established in a market asks an Oficom for advice, information search, contacts or others,
    ask whether it has a Chilean RUT.
quote: se debe preguntar si la empresa cuenta con RUT chileno
heading: Atención de Casos Especiales
software: triage blocks until answered
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[SPC-02]
title_es: Con RUT, informamos a la región el apoyo que daremos
title: With RUT → inform the region
says: If so, inform the corresponding region of the support the office will give.
quote: se debe informar a la región correspondiente de las gestiones de apoyo que realizará la oficina
heading: Atención de Casos Especiales
software: NTF-18
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY

[SPC-03]
title_es: Con RUT y fuera del CRM, la región la incorpora
title: With RUT but not in CRM → the region incorporates it
says: If not registered in CRM, the region follows the procedure to incorporate it, as non-user or to reactivate a
    former user.
quote: la región deberá seguir el procedimiento para su incorporación a ProChile
heading: Atención de Casos Especiales
software: opens a capture case in that region (CAP or OLD)
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[SPC-04]
title_es: Sin RUT, debe cumplir una de dos condiciones
title: Without RUT → one of two conditions, registered as Chilean company abroad
says: Without RUT it must meet at least one condition to be attended: be of Chilean capital, or be led by Chileans who
    intend to trade national products or services in the market; it is entered in "Empresas Activas Internacionales"
    as Chilean company installed abroad.
quote: Ser de capitales chilenos o empresa liderada por chilenos que pretendan comercializar productos o servicios
    nacionales en el mercado
heading: Atención de Casos Especiales
software: class EMPRESA_CHILENA_EXTERIOR when chileanCapital or (ledByChileans and sellsNational)
binds: MANDATORY
kind: EXECUTABLE
verbs: DERIVE, RECORD
open: AMB-49

[SPC-05]
title_es: Si no cumple ninguna, la tratamos como extranjera y le recomendamos una institución local
title: Neither → foreign company, recommend a local counterpart
says: If it meets none, it is considered a foreign company, and should be recommended to go to the institution like
    ProChile in that market or a chamber of commerce.
quote: se acerque a la institución símil de ProChile en el mercado respectivo, o a una cámara de comercio
heading: Atención de Casos Especiales
software: class foreign; NTF-19 with the local counterpart
binds: RECOMMENDED
kind: EXECUTABLE
verbs: DERIVE, EXPLAIN
"""
