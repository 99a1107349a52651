// @ts-check
// What the board asks.

export const FRAME = `query BoardFrame {
  clock { now today }
  measures { name title unit howCounted dimensions }
  offices { code name kind }
}`;

const ROW = "figure n small hidden meetsTarget groups { dimension code name } parts { part name count counted }";
const FIGURES = `measure { name title unit howCounted rules } since until computedAt target notConfigured total { ${ROW} } rows { ${ROW} }`;

export const MEASURE = `query BoardMeasure($name: MeasureName!, $since: Date!, $until: Date!, $by: [MeasureDimension!], $filter: [MeasureFilter!]) {
  measure(name: $name, since: $since, until: $until, by: $by, filter: $filter) { ${FIGURES} }
}`;

const CELL = "figure n small hidden meetsTarget";

export const JOURNEY = `query BoardJourney($since: Date!, $until: Date!, $filter: [MeasureFilter!]) {
  clock { now }
  journeyReview(since: $since, until: $until, filter: $filter) { since until measures { name title howCounted rules }
    steps { step { code name } breaches { ${CELL} } compliance { ${CELL} } wait { ${CELL} } satisfaction { ${CELL} } } }
}`;

export const WEEK = `query BoardWeek($since: Date!, $until: Date!, $long: Date!, $filter: [MeasureFilter!]) {
  week: measure(name: TERM_COMPLIANCE, since: $since, until: $until, by: [OFFICE], filter: $filter) { ${FIGURES} }
  behind: measure(name: BREACHES, since: $long, until: $until, by: [OFFICE], filter: $filter) { ${FIGURES} }
}`;

export const FUNNEL = `query BoardFunnel($since: Date!, $until: Date!, $filter: [MeasureFilter!]) {
  stages: measure(name: CAPTURE_STAGES, since: $since, until: $until, by: [STAGE], filter: $filter) { ${FIGURES} }
  given: measure(name: CAPTURE_ABANDONMENT, since: $since, until: $until, by: [STAGE], filter: $filter) { ${FIGURES} }
  time: measure(name: CAPTURE_TIME, since: $since, until: $until, by: [STAGE], filter: $filter) { ${FIGURES} }
}`;

export const CALLS = `query BoardCalls($since: Date!, $until: Date!, $filter: [MeasureFilter!]) {
  share: measure(name: CALL_STAGES, since: $since, until: $until, by: [STAGE], filter: $filter) { ${FIGURES} }
  plan: measure(name: CALL_PLAN, since: $since, until: $until, by: [STAGE], filter: $filter) { ${FIGURES} }
  took: measure(name: CALL_TIME, since: $since, until: $until, by: [STAGE], filter: $filter) { ${FIGURES} }
  calls(first: 25) { nodes { id title unit officeCode stages { code name unit plannedFrom plannedUntil plannedDays startedOn endedOn realDays progress } } pageInfo { hasNextPage } }
}`;

export const RECORDS = `query BoardRecords($name: MeasureName!, $since: Date!, $until: Date!, $filter: [MeasureFilter!], $parts: [String!], $first: Int!, $after: String) {
  measure(name: $name, since: $since, until: $until, filter: $filter) {
    measure { name title unit howCounted rules } since until computedAt target notConfigured
    total { figure n small hidden meetsTarget parts { part name count counted }
      records(first: $first, after: $after, parts: $parts) { nodes { id recordId day part partName } pageInfo { hasNextPage endCursor } } }
  }
}`;

export const CLASSES = `query BoardClasses($since: Date!, $until: Date!, $axis: ClassAxis!) {
  clock { now }
  classesOverTime(since: $since, until: $until, by: MONTH, axis: $axis) {
    state { pending } days { on figures { value name accounts } }
  }
}`;

export const FOLLOW_UP = `query BoardFollowUp($since: Date!, $office: String) {
  clock { now }
  contactGaps(noContactSince: $since, office: $office) { accountId account { name } lastOn days everyDays isLate isPortfolio rule }
  unregisteredActivities(office: $office) { caseId accountId account { name } activity endedOn }
}`;

export const SYNC = `query BoardSync {
  clock { now }
  sync { pending accounts parked conflictCount heldBack oldestPendingAt lagSeconds lastPushAt lastPullAt classes { pending making } }
  crmHealth { ok detail latencySeconds }
}`;

export const RECORD = `
  ... on Term { name rule office { name } accountId account { name } case { id } }
  ... on Case { number flowTitle office { name } accountId account { name } }
  ... on Action { title ownerId: accountId }
  ... on Call { title }`;

export const PLAN = `query BoardPlan($year: Int!) {
  improvementPlan(year: $year) { total counts { unit state count } }
  improvementActions(first: 50, filter: { year: $year }) {
    nodes { id what unit line dueOn state originKind done { text } dropped { text } } pageInfo { hasNextPage }
  }
  awaitingImprovement(first: 25) { nodes { id kind day what } pageInfo { hasNextPage } }
}`;

export const DRAFTABLE = "query BoardDraftable { rules { code titleSpanish terms { quantity } } }";

const SIMULATED = "before { figure n hidden groups { name } } after { figure n }";

export const SIMULATE = `query BoardSimulate($changes: [DraftTermInput!]!, $since: Date!, $until: Date!) {
  simulate(changes: $changes, since: $since, until: $until) {
    measure { title unit howCounted rules } since until computedAt total done finished changes
    whole: rows { ${SIMULATED} } byOffice: rows(by: [OFFICE]) { ${SIMULATED} }
    changed(first: 50) { nodes { id caseId rule office dueBefore dueAfter before after } pageInfo { hasNextPage } }
  }
}`;
