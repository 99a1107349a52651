// An executive's screen in one request, and the facts that she reports from it.
import { graphql } from "../generated/index.js";

export const DeskScreen = graphql(`
  query DeskScreen {
    viewer {
      name
      office { code name }
      nextSteps(of: OFFICE, first: 100) {
        title text dueOn awaits
        account { id name classes { primary } }
        case { id state }
      }
      terms(of: OFFICE, first: 20) { nodes { rule state dueOn account { name } } pageInfo { hasNextPage endCursor } }
    }
  }
`);

export const CompanyFile = graphql(`
  query CompanyFile($id: ID!) {
    account(by: { id: $id }) {
      id name version updatedAt
      classes { primary portfolio { isPortfolio conditions { name state } } }
      cases(first: 5) { nodes { id flow state assignee { name } } }
      nextSteps {
        title responsible dueOn
        case { id version }
        actions { mutation inputType title isExpected subjectPath data { name label required choices { value label } } }
      }
    }
  }
`);

export const NewCompany = graphql(`
  mutation NewCompany($input: CreateAccountInput!) {
    createAccount(input: $input) { account { id name } userErrors { __typename code message field rule } }
  }
`);

export const ContactMade = graphql(`
  mutation ContactMade($input: RecordContactInCaptureInput!) {
    recordContactInCapture(input: $input) {
      case { id state version }
      event { fact }
      isDuplicate
      nextStep { title mutations }
      userErrors { code message field rule ... on MissingDataError { missing fields } ... on StepNotAllowedError { stepToTake } }
    }
  }
`);
