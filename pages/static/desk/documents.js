// @ts-check
// What the desk asks.

const STEP = "title text responsible responsibleRole responsiblePerson { username } officeCode mailbox dueOn dueAt termId notConfigured rule rules heading mutations missing { name label } caseId";
const CASE = "id number flow flowTitle state stateTitle isOpen version accountId account { name rut } person officeCode assignee { username name } accountableUnit channel pointOfContact openedAt openedBy openedByPerson { name } closedAt";

export const TODAY = `query DeskToday($of: Whose!, $terms: TermFilter!, $naming: AccountFilter!, $names: Boolean!) {
  changes { cursor } clock { today }
  viewer { cases(of: $of, first: 60, filter: { openOnly: true }, order: DUE) { nodes { ${CASE} nextStep { ${STEP} awaits } representation { declared { name } } } pageInfo { hasNextPage } }
    terms(of: $of, first: 60, filter: $terms) { nodes { id rule name state dueOn accountId account { name } case { id representation { declared { name } } } } pageInfo { hasNextPage } } }
  accounts(first: 30, filter: $naming, order: NAME) @include(if: $names) { nodes { id name conflictsOfInterest { username person { name } stands } } pageInfo { hasNextPage } }
}`;

export const ACCOUNTS = `query DeskAccounts($filter: AccountFilter!, $after: String) {
  accounts(first: 25, after: $after, filter: $filter, order: NAME) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id name tradeName rut country commune region { name } officeCode classes { primary portfolio { isPortfolio } } }
  }
}`;

const FINDING = "value reasons { rule text }";

export const ACCOUNT = `query DeskAccount($id: ID!) {
  changes { cursor }
  account(by: { id: $id }) {
    id version name tradeName rut organisation personType country commune address phone email website sector companySize siiStarted taxCategory
    active officeCode regionalExecutive { name username } commercialExecutive { name username } registeredOn mergedIntoId region { name }
    contacts { id name position email phone isMain active }
    classes {
      primary classes outsidePortfolio
      portfolio { isPortfolio conditions { name state binding reasons { rule text } } }
      origin { ${FINDING} } registration { ${FINDING} } relation { ${FINDING} } export { ${FINDING} } phase { ${FINDING} } group { ${FINDING} } category { ${FINDING} }
      alerts { rule text }
    }
    terms(openOnly: true) { id rule name state dueOn text }
    actions(first: 12) { nodes { id title startedOn endedOn market officeCode notes annulledAt } pageInfo { hasNextPage } }
    journeyEvents(first: 12) { nodes { id sourceName on kind requestedService deliveredService state } pageInfo { hasNextPage } }
    similarAccounts { account { id name rut } reasons { text } }
    syncState { status pending error }
    conflictsOfInterest { username person { username name } since until stands reason }
    taxAnswers { source askedAt askedByPerson { name } known size activities { code name } comparison { label declared told agreement text } }
  }
  taxRegistry
  nextSteps(accountId: $id) { ${STEP} }
  cases(first: 30, filter: { accountId: $id }) { nodes { ${CASE} } pageInfo { hasNextPage } }
}`;

export const CASE_PAGE = `query DeskCase($id: ID!) {
  changes { cursor }
  case(id: $id) {
    ${CASE} complex data { name value }
    nextStep { ${STEP} }
    selfDiagnoses { finished questionnaire answers { name value } score level savedAt savedByPerson { name } takenBack }
    surveys { state askedAt expiresAt highestScore answeredAt score }
    representation { personName run receipt state declared { name fields { name value } } }
    timeline { sequence title occurredAt at by byPerson { name } role fromState toState rules reason effects channel pointOfContact late data { name value } takenBack { by byPerson { name } at reason } }
  }
  messages(first: 10, filter: { caseId: $id }) { nodes { id template subject recipients state createdAt text } }
}`;

export const JOURNEY = `query DeskJourney($rut: Rut!, $last: Int!) {
  journey(rut: $rut, last: $last) {
    nodes { kind sourceName externalId on title state waitDays officeCode pointOfContact rule requestedService deliveredService caseId expected skipped repeated late }
    pageInfo { hasPreviousPage }
  }
}`;

export const SURVEY = `mutation DeskSurvey($input: AskSurveyInput!) {
  askSurvey(input: $input) { survey { state } userErrors { code message field rule } }
}`;

export const FLOWS = `query DeskFlows {
  clock { today } offices { code name } sectors { code name } actionTypes { code name }
  flows { flow title facts { name mutation documentId casePath accountPath title description data { name path kind label help required rule choices { value label } } } }
}`;

export const OPENING = `query DeskOpening($flow: Flow!, $id: ID!) { firstStep(flow: $flow, accountId: $id) { ${STEP} } }`;

export const CASE_NOW = `query DeskCaseNow($id: ID!) {
  case(id: $id) { id version stateTitle timeline { sequence title at by effects } }
}`;

export const HAND_OVER = `mutation DeskHandOver($input: HandOverCasesInput!) {
  handOverCases(input: $input) { cases { id number } userErrors { code message field rule } }
}`;

export const CONSULT = `mutation DeskConsult($input: ConsultTaxRegistryInput!) {
  consultTaxRegistry(input: $input) { account { id } userErrors { code message field rule } }
}`;

export const DECLARE = `mutation DeskDeclareInterest($input: DeclareConflictOfInterestInput!) {
  declareConflictOfInterest(input: $input) { passedCases userErrors { __typename code message field rule } }
}`;

export const END = `mutation DeskEndInterest($input: EndConflictOfInterestInput!) {
  endConflictOfInterest(input: $input) { passedCases userErrors { __typename code message field rule } }
}`;

export const PROPOSALS = `query DeskProposals {
  profileJoinProposals(first: 30) { nodes { id email rut accountId many latestOn } pageInfo { hasNextPage } }
}`;

export const DECIDE_JOIN = `mutation DeskDecideJoin($input: DecideProfileJoinInput!) {
  decideProfileJoin(input: $input) { join { email rut state version } userErrors { code message field rule } }
}`;

export const OFFICES = "query DeskOffices { offices { code name kind } }";

export const CONFLICTS = `query DeskConflicts($account: ID) {
  changes { cursor }
  syncConflicts(first: 50, accountId: $account) { nodes { id kind recordId accountId account { name contacts { id name } } field fieldInWords agreed local remote localBy localAt remoteBy remoteAt detectedAt reason proposed } pageInfo { hasNextPage } }
}`;

export const RESOLVE = `mutation DeskResolve($input: ResolveConflictInput!) {
  resolveConflict(input: $input) { conflict { id resolvedSide } userErrors { code message field rule } }
}`;

export const TAKE_BACK = `mutation DeskTakeBack($input: TakeBackFactInput!) {
  takeBackFact(input: $input) { case { id } userErrors { code message field rule } }
}`;
