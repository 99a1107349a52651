"""ATN: atención personalizada a nuevas empresas."""

from typing import Final

CODE: Final = "ATN"
TITLE: Final = "Personalised attention to new companies"
TITLE_ES: Final = "Atención personalizada a nuevas empresas"

TEXT: Final = """
[ATN-01]
title_es: Tres categorías: Exporta Más, trabajo habitual y trabajo esporádico
title: Three categories
says: 1: Exporta Más; 2: Trabajo Habitual (usual work); 3: Trabajo Esporádico (sporadic work).
quote: 2: Trabajo Habitual
heading: Nuevas Empresas Exportadoras o con Potencial – Atención personalizada
software: category 1..3 on each attended account; history kept
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-31

[ATN-02]
title_es: La atención parte de las características, objetivos, mercados e instrumentos de la empresa
title: Attention considers characteristics, objectives, markets, instruments
says: The personalised attention is built on the company's characteristics, objectives, markets and instruments.
quote: INSTRUMENTOS
heading: Nuevas Empresas Exportadoras o con Potencial – Atención personalizada
software: plan record per account with those four parts
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[ATN-03]
title_es: Qué instrumentos ofrecemos
title: Instruments on offer
says: Export-capacity building (workshops, seminars, market studies…), promotion actions (fairs, missions, business
    rounds…), delivery of commercial opportunities, Exporta Más (if it has export potential).
quote: Generación de Capacidades Exportadoras (talleres, seminarios, estudios de mercado, etc.)
heading: Nuevas Empresas Exportadoras o con Potencial – Atención personalizada
software: four families; Exporta Más offered only when DEF-11/DEF-12 give exporter or potential
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD
open: AMB-39

[ATN-04]
title_es: Al seleccionar a una empresa, le damos fechas, plazos, derechos y obligaciones
title: On selection give complete information: dates, deadlines, rights and obligations
says: Once a company is selected for a service or tool, the executive must give the complete information (dates and
    deadlines), stressing rights and obligations such as payment of fee, full compliance with the prepared agenda,
    answer to the satisfaction survey, among others.
quote: recalcando sus derechos y obligaciones como, por ejemplo, pago de cuota, cumplimiento a cabalidad de la agenda
    preparada
heading: Nuevas Empresas Exportadoras o con Potencial – Atención personalizada
software: information checklist; the action cannot be registered as delivered until the information delivery is
    recorded
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY, RECORD

[ATN-05]
title_es: Registrar la actividad convierte a la empresa en usuaria
title: Then register the activity in "Registro de Acciones": the company becomes a user
says: Afterwards the executive must register the activity in the CRM (module "Registro de Acciones"), so that the
    company becomes a user.
quote: registrar la actividad en el CRM (Módulo "Registro de Acciones"), para que la empresa pase a ser usuaria
heading: Nuevas Empresas Exportadoras o con Potencial – Atención personalizada
software: registering re-derives DEF-05 and returns the change with its reason
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD, DERIVE
open: AMB-37, AMB-60, AMB-61
"""
