// A screen of a front-end team: relay-compiler compiles its operations against the SDL.
import { graphql } from "relay-runtime";

export const accountScreen = graphql`
  query AccountScreenQuery($rut: Rut!, $on: Date) {
    account(by: { rut: $rut }) {
      ...AccountScreen_account
      classes(on: $on) {
        primary
        portfolio {
          isPortfolio
          conditions {
            name
            state
          }
        }
      }
    }
  }
`;

export const accountFragment = graphql`
  fragment AccountScreen_account on Account 
  @refetchable(queryName: "AccountScreenActionsQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
    name
    version
    actions(first: $count, after: $cursor) @connection(key: "AccountScreen_actions") {
      edges {
        node {
          id
          title
          endedOn
        }
      }
    }
  }
`;

export const updateAccount = graphql`
  mutation AccountScreenUpdateMutation($input: UpdateAccountInput!) {
    updateAccount(input: $input) {
      account {
        ...AccountScreen_account
      }
      userErrors {
        __typename
        code
        message
        field
        rule
        ... on VersionConflictError {
          currentVersion
        }
      }
    }
  }
`;
