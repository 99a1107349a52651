import graphql from "@graphql-eslint/eslint-plugin";

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "./schema.graphql" } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // What has no identity has no id: payloads, pages, errors, and values that are part of an object.
      "@graphql-eslint/strict-id-in-types": [
        "error",
        {
          acceptedIdNames: ["id"],
          acceptedIdTypes: ["ID"],
          exceptions: {
            suffixes: ["Payload", "Connection", "Edge", "Error", "Finding"],
            types: [
              "Absence", "AccountBehind", "AccountClasses", "ActionDefinition", "AgendaPlace", "BehaviourNote", "CalendarDay", "CallStage", "CallStageName", "CaseCount", "CaseEvent", "CaseSurvey",
              "ClassChange", "ClassFigure", "ClassesOnDay", "ClassesOverTime", "ClassesState", "ComparedMeasure", "ComparedRow", "Condition", "ConflictOfInterest", "ConflictOfInterestEnd", "ContactGap", "CrmHealth", "DatumChoice", "DeclaredCompany", "Detail", "DirectoryEntry", "DocumentUpload", "Eligibility",
              "FieldProvenance", "Identity", "ImprovementPlan", "FlowDatum", "FlowDefinition", "FlowFact", "FlowState", "FormerName", "Ground", "Instrument", "InvitationLetter", "JourneyOutcome", "JourneyReview", "JourneyStepReview",
              "Measure", "Measured", "MeasuredGroup", "MeasuredPart", "MeasuredRow", "SimulatedFigure", "SimulatedRow", "Simulation",
              "MessageDelivery", "MessagePreview", "MissingDatum", "MovedTerm", "NextStep", "OfficeTelephone", "PageInfo", "Person", "Plan", "PlanChange", "PlannedImprovements",
              "Portfolio", "Profile", "ProfileJoin", "ProtocolClock", "QuarterlyReview", "Reason", "ReferralTarget", "ReviewCompany", "ReviewReason", "RuleTerm", "Said", "Sector", "SelfDiagnosis", "SelfDiagnosisOption", "SelfDiagnosisQuestion", "SelfDiagnosisQuestionnaire", "Session", "SimilarAccount", "SimilarityReason", "Topic",
              "SkippedCalendarDay", "SourceSystemInfo", "StepDatum", "SuitReason",
              "HeldBackValue", "SyncOverview", "SyncState", "TakenBack", "TaxActivity", "TaxAnswer", "TaxComparison", "TermCompliance", "TermSpan", "Unit", "UnregisteredActivity", "UnregisteredService", "Viewer", "Webhook", "WebhookDelivery",
              // What a viewer may do as a step, and what changed.
              "ActionDatum", "FormDatum", "Change", "ChangesSince", "StepAction",
            ],
          },
        },
      ],
      // Short lists of values (reasons, skipped days, user errors) are whole: there is nothing to page.
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],
    },
  },
];
