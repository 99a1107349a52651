// @ts-check
// What the portal asks: only what its company may see.

const STEP = "title text responsible responsibleRole mailbox dueOn notConfigured rule rules heading mutations missing { name label } caseId";

export const MINE = `query PortalMine {
  clock { today }
  viewer { name representations { id rut personName state receipt declaredAt caseId accountId reason account { name } declared { name fields { name value } } } }
  regions { code name } sectors { code name }
  flows { flow title facts { name mutation documentId casePath accountPath title description data { name path kind label help required rule choices { value label } } } }
}`;

export const CASE = `query PortalCase($id: ID!) {
  changes { cursor }
  case(id: $id) {
    id number flow flowTitle stateTitle isOpen version openedAt closedAt accountId officeCode
    representation { declared { contacts { name } } }
    nextStep { ${STEP} }
    surveys { state expiresAt answerUrl score highestScore answeredAt }
    selfDiagnoses { finished questionnaire answers { name value } score level savedAt takenBack }
    timeline { sequence title occurredAt role late }
  }
  messages(first: 20, filter: { caseId: $id }) { nodes { id subject text createdAt state } }
}`;

export const COMPANY = `query PortalCompany($id: ID!) {
  changes { cursor }
  account(by: { id: $id }) {
    id version name tradeName rut country commune address phone email website sector companySize active officeCode regionCode region { name }
    contacts { id name position email phone isMain active }
    terms(openOnly: true) { id name state dueOn text }
    siiStarted siiStartedOn taxCategory
    taxAnswers { source askedAt known size activities { code name } comparison { label declared told agreement } }
    classes { primary portfolio { isPortfolio conditions { name state reasons { text } } } }
  }
  nextSteps(accountId: $id) { ${STEP} }
  cases(first: 20, filter: { accountId: $id }) { nodes { id number flowTitle stateTitle isOpen openedAt surveys { state expiresAt answerUrl score highestScore answeredAt } } }
  messages(first: 20, filter: { accountId: $id }) { nodes { id subject text createdAt state } }
}`;

export const OPENING = `query PortalOpening($flow: Flow!, $id: ID) { firstStep(flow: $flow, accountId: $id) { ${STEP} } }`;

export const REGISTER = `mutation PortalRegister($input: RegisterCompanyInput!) {
  registerCompany(input: $input) { case { id } nextStep { title text } userErrors { __typename code message field rule } }
}`;
