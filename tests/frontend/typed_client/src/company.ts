// A company's screen, and what it tells by it.
import { graphql } from "../generated/index.js";

export const CompanyScreen = graphql(`
  query CompanyScreen($id: ID!) {
    viewer { name role accountId }
    account(by: { id: $id }) {
      name
      classes { primary }
      cases(first: 5, openOnly: true) { nodes { id flow state documents(first: 5) { nodes { name } } } }
      nextSteps { title text dueOn awaits actions { mutation isExpected caseId data { name label required } } }
    }
  }
`);

export const Register = graphql(`
  mutation Register($input: RegisterInCaptureInput!) {
    registerInCapture(input: $input) { case { id state } nextStep { title mutations } userErrors { code message field rule } }
  }
`);

export const Ficha = graphql(`
  mutation Ficha($input: CompleteFichaInCaptureInput!) {
    completeFichaInCapture(input: $input) {
      case { id state }
      nextStep { title awaits }
      userErrors { __typename code message field rule }
    }
  }
`);
