"""INV: empresa extranjera que quiere invertir."""

from typing import Final

CODE: Final = "INV"
TITLE: Final = "Foreign company that wants to invest"
TITLE_ES: Final = "Empresa extranjera que quiere invertir"

TEXT: Final = """
[INV-01]
title_es: Invertir en Chile: Agregado de Inversiones o InvestChile
title: Invest in Chile → Investment Attaché, or geographic area → InvestChile
says: If it wants to invest in Chile, the Oficom puts it in contact with the Investment Attaché in its market, or
    derives the request to its geographic area, which coordinates with its counterpart in InvestChile.
quote: en contacto con el Agregado de Inversiones presente en su mercado, o derivar la solicitud a su área geográfica
heading: Atención a Empresas Extranjeras
software: route by that flag; derivation record
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[INV-02]
title_es: Avisamos a la empresa que InvestChile la atenderá
title: Tell the company InvestChile will attend it
says: In either scenario the Oficom informs the company that its request will be attended by that institution.
quote: la Oficom deberá informar a la empresa que su solicitud será atendida por la mencionada institución
heading: Atención a Empresas Extranjeras
software: NTF-24 mandatory to close the derivation
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY

[INV-03]
title_es: Invertir en una empresa usuaria: presentamos a las partes, con copia a quienes corresponde
title: Invest in a ProChile user company → introduction with copies
says: If it wants to invest in a ProChile user company, the Oficom may connect them, copying the Investment Attaché
    (if any) and the regional, sector and geographic executives.
quote: manteniendo en copia al Agregado de Inversiones (si corresponde) y a los ejecutivos regional, sectorial y
    geográfico respectivos
heading: Atención a Empresas Extranjeras
software: NTF-25 with the four copies computed; refused if the Chilean company is not a user on that date
binds: ALLOWED
kind: EXECUTABLE
verbs: NOTIFY

[INV-04]
title_es: Sin Agregado en el mercado, el área geográfica informa a InvestChile
title: No attaché → geographic professional informs InvestChile
says: If the market has no Investment Attaché, the professional of the geographic area informs the counterpart in
    InvestChile.
quote: Si el mercado no tiene Agregado de Inversiones, el profesional del área geográfica deberá informar a la
    contraparte en InvestChile
heading: Atención a Empresas Extranjeras
software: NTF-26
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY
"""
