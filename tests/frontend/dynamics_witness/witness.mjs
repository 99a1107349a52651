// Usage: STANDIN=http://127.0.0.1:8365 TOKEN=rehearsal node --test witness.mjs
// npm dynamics-web-api, unchanged, against a fresh stand-in: what the package offers and the stand-in imitates.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { DynamicsWebApi } from "dynamics-web-api";

const root = process.env.STANDIN;
const accessToken = process.env.TOKEN;
const configuration = { serverUrl: root, onTokenRefresh: async () => accessToken, dataApi: { version: "9.2" } };
const dataverse = new DynamicsWebApi(configuration);
const names = ["Viña Uno", "Viña Dos", "Cerezas del Sur & Cía.", "O'Higgins Fruit", "Salmones #5"];
const ids = names.map(() => randomUUID());

const refusal = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail("it was accepted");
};

const accounts = async (more = {}) =>
  (await dataverse.retrieveMultiple({ collection: "accounts", select: ["name"], orderBy: ["name"], ...more })).value;

before(async () => {
  for (const [index, name] of names.entries()) {
    await dataverse.create({
      collection: "accounts",
      data: { accountid: ids[index], name, numberofemployees: (index + 1) * 10, revenue: 1000.5 * (index + 1) },
    });
  }
});

after(async () => {
  for (const row of await accounts()) await dataverse.deleteRecord({ collection: "accounts", key: row.accountid });
  assert.deepEqual(await accounts(), []);
});

test("a token that is not good is refused with 401", async () => {
  const stranger = new DynamicsWebApi({ ...configuration, onTokenRefresh: async () => "another" });
  assert.equal((await refusal(stranger.callFunction("WhoAmI"))).status, 401);
});

test("WhoAmI names user, business unit and organisation", async () => {
  const answer = await dataverse.callFunction("WhoAmI");
  for (const name of ["UserId", "BusinessUnitId", "OrganizationId"]) assert.match(answer[name], /^[0-9a-f-]{36}$/i);
});

test("create gives the id of the new record, or the record itself", async () => {
  const id = await dataverse.create({ collection: "contacts", data: { lastname: "Rojas" } });
  assert.match(id, /^[0-9a-f-]{36}$/i);
  const row = await dataverse.create({
    collection: "contacts",
    data: { firstname: "Ana", lastname: "Soto" },
    returnRepresentation: true,
    select: ["fullname"],
  });
  assert.equal(row.fullname, "Ana Soto");
  for (const key of [id, row.contactid]) await dataverse.deleteRecord({ collection: "contacts", key });
  assert.equal((await refusal(dataverse.retrieve({ collection: "contacts", key: id }))).status, 404);
});

test("retrieve gives typed columns, an ETag and formatted values", async () => {
  const row = await dataverse.retrieve({
    collection: "accounts",
    key: ids[1],
    select: ["name", "numberofemployees", "revenue", "statecode"],
    includeAnnotations: "*",
  });
  assert.deepEqual([row.name, row.numberofemployees, row.revenue, row.statecode], ["Viña Dos", 20, 2001, 0]);
  assert.equal(row.statecode_Formatted, "Active");
  assert.match(row["@odata.etag"], /^W\/"\d+"$/);
});

test("update is conditional on the version read", async () => {
  const key = ids[0];
  const read = await dataverse.retrieve({ collection: "accounts", key, select: ["name"] });
  const ifmatch = read["@odata.etag"];
  await dataverse.update({ collection: "accounts", key, data: { telephone1: "+56 2 1" }, ifmatch });
  // The package tells a failed precondition (412) as false.
  const stale = { collection: "accounts", key, data: { telephone1: "+56 2 2" }, ifmatch };
  assert.equal(await dataverse.update(stale), false);
  const now = await dataverse.retrieve({ collection: "accounts", key, select: ["telephone1"] });
  assert.equal(now.telephone1, "+56 2 1");
});

test("an update creates nothing: If-Match * is the package's default", async () => {
  const nobody = { collection: "accounts", key: randomUUID(), data: { name: "Nadie" } };
  assert.equal((await refusal(dataverse.update(nobody))).status, 404);
});

test("one property is written and deleted by itself", async () => {
  const key = ids[2];
  const website = async () =>
    (await dataverse.retrieve({ collection: "accounts", key, select: ["websiteurl"] })).websiteurl;
  const fieldValuePair = { websiteurl: "https://a.example" };
  await dataverse.updateSingleProperty({ collection: "accounts", key, fieldValuePair });
  assert.equal(await website(), "https://a.example");
  await dataverse.deleteRecord({ collection: "accounts", key, property: "websiteurl" });
  assert.equal(await website(), null);
});

test("upsert creates once, then updates; its two conditions hold it to one of both", async () => {
  const key = randomUUID();
  const request = { collection: "accounts", key, returnRepresentation: true, select: ["name"] };
  // The package tells a condition that was not met (404, 412) as null.
  assert.equal(await dataverse.upsert({ ...request, data: { name: "A" }, ifmatch: "*" }), null);
  assert.equal((await dataverse.upsert({ ...request, data: { name: "B" } })).name, "B");
  assert.equal((await dataverse.upsert({ ...request, data: { name: "C" } })).name, "C");
  assert.equal(await dataverse.upsert({ ...request, data: { name: "D" }, ifnonematch: "*" }), null);
  assert.equal((await dataverse.retrieve({ collection: "accounts", key, select: ["name"] })).name, "C");
  await dataverse.deleteRecord({ collection: "accounts", key });
});

test("filters, quotes and reserved characters included", async () => {
  const named = async (filter) => (await accounts({ filter })).map((row) => row.name);
  assert.deepEqual(await named("name eq 'O''Higgins Fruit'"), ["O'Higgins Fruit"]);
  assert.deepEqual(await named("contains(name,'& Cía')"), ["Cerezas del Sur & Cía."]);
  assert.deepEqual(await named("endswith(name,'#5') or numberofemployees lt 20"), ["Salmones #5", "Viña Uno"]);
  assert.deepEqual(await named("not startswith(name,'Viña') and revenue gt 4000"), ["O'Higgins Fruit", "Salmones #5"]);
});

test("a column that does not exist is refused with the service's code", async () => {
  const error = await refusal(accounts({ select: ["nombre"] }));
  assert.deepEqual([error.status, error.code], [400, "0x0"]);
  assert.match(error.message, /nombre/);
});

test("pages are followed by their link, and all of them at once", async () => {
  const request = { collection: "accounts", select: ["name"], orderBy: ["name"], maxPageSize: 2, count: true };
  const first = await dataverse.retrieveMultiple(request);
  assert.deepEqual([first.value.length, first.oDataCount], [2, 5]);
  const second = await dataverse.retrieveMultiple(request, first.oDataNextLink);
  assert.equal(second.value.length, 2);
  const all = await dataverse.retrieveAll(request);
  assert.deepEqual(all.value.map((row) => row.name), [...names].sort((a, b) => a.localeCompare(b, "es")));
});

test("count and countAll agree", async () => {
  assert.equal(await dataverse.count({ collection: "accounts" }), 5);
  assert.equal(await dataverse.count({ collection: "accounts", filter: "numberofemployees ge 30" }), 3);
  assert.equal(await dataverse.countAll({ collection: "accounts", filter: "numberofemployees ge 30" }), 3);
});

test("$apply aggregates", async () => {
  const apply = "aggregate(numberofemployees with sum as people,$count as companies)";
  const [row] = (await dataverse.retrieveMultiple({ collection: "accounts", apply })).value;
  assert.deepEqual([row.people, row.companies], [150, 5]);
});

test("FetchXML in pages, with its cookie", async () => {
  const fetchXml =
    '<fetch count="2"><entity name="account"><attribute name="name"/><order attribute="name"/>' +
    '<filter><condition attribute="numberofemployees" operator="ge" value="20"/></filter></entity></fetch>';
  const request = { collection: "accounts", fetchXml, includeAnnotations: "*" };
  const first = await dataverse.fetch(request);
  assert.equal(first.value.length, 2);
  const { cookie, nextPage } = first.PagingInfo;
  const second = await dataverse.fetch({ ...request, pageNumber: nextPage, pagingCookie: cookie });
  assert.equal(second.value.length, 2);
  const all = (await dataverse.fetchAll(request)).value.map((row) => row.accountid);
  assert.deepEqual(new Set(all), new Set(ids.slice(1)));
  assert.deepEqual(all, [...first.value, ...second.value].map((row) => row.accountid));
});

test("lookups: bound when created, expanded, set and cleared, and collections filled", async () => {
  const contact = await dataverse.create({
    collection: "contacts",
    data: { lastname: "Pérez", "parentcustomerid_account@odata.bind": `/accounts(${ids[3]})` },
  });
  const read = await dataverse.retrieve({
    collection: "contacts",
    key: contact,
    select: ["lastname", "_parentcustomerid_value"],
    expand: [{ property: "parentcustomerid_account", select: ["name"] }],
    includeAnnotations: "*",
  });
  assert.equal(read._parentcustomerid_value, ids[3]);
  assert.equal(read._parentcustomerid_value_Formatted, "O'Higgins Fruit");
  assert.equal(read._parentcustomerid_value_LogicalName, "account");
  assert.equal(read.parentcustomerid_account.name, "O'Higgins Fruit");

  const primary = async () =>
    (await dataverse.retrieve({ collection: "accounts", key: ids[3], select: ["_primarycontactid_value"] }))
      ._primarycontactid_value;
  const single = { collection: "accounts", primaryKey: ids[3], navigationProperty: "primarycontactid" };
  await dataverse.associateSingleValued({ ...single, relatedCollection: "contacts", relatedKey: contact });
  assert.equal(await primary(), contact);
  await dataverse.disassociateSingleValued(single);
  assert.equal(await primary(), null);

  const many = { collection: "accounts", relationshipName: "contact_customer_accounts", relatedKey: contact };
  await dataverse.associate({ ...many, primaryKey: ids[4], relatedCollection: "contacts" });
  const [owner] = (
    await dataverse.retrieveMultiple({
      collection: "accounts",
      select: ["name"],
      filter: `accountid eq ${ids[4]}`,
      expand: [{ property: "contact_customer_accounts", select: ["lastname"] }],
    })
  ).value;
  assert.deepEqual(owner.contact_customer_accounts.map((row) => row.lastname), ["Pérez"]);
  await dataverse.deleteRecord({ collection: "contacts", key: contact });
});

test("a batch answers each part, its change set one Content-ID after another", async () => {
  dataverse.startBatch();
  dataverse.create({ collection: "accounts", data: { name: "Madre" }, contentId: "1" });
  dataverse.create({ collection: "contacts", data: { lastname: "Hija", "parentcustomerid_account@odata.bind": "$1" } });
  dataverse.retrieve({ collection: "accounts", key: ids[0], select: ["name"], inChangeSet: false });
  const [account, contact, read] = await dataverse.executeBatch();
  assert.match(account, /^[0-9a-f-]{36}$/i);
  assert.equal(read.name, "Viña Uno");
  const child = await dataverse.retrieve({ collection: "contacts", key: contact, select: ["_parentcustomerid_value"] });
  assert.equal(child._parentcustomerid_value, account);
  await dataverse.deleteRecord({ collection: "contacts", key: contact });
  await dataverse.deleteRecord({ collection: "accounts", key: account });
});

test("a change set is all or nothing", async () => {
  dataverse.startBatch();
  dataverse.create({ collection: "accounts", data: { name: "Nunca" } });
  dataverse.create({ collection: "accounts", data: { nombre: "columna que no existe" } });
  await refusal(dataverse.executeBatch());
  assert.deepEqual(await accounts({ filter: "name eq 'Nunca'" }), []);
});

test("continue on error: the parts after a failed one are carried out", async () => {
  dataverse.startBatch();
  dataverse.retrieve({ collection: "accounts", key: randomUUID(), inChangeSet: false });
  dataverse.update({ collection: "accounts", key: ids[0], data: { fax: "7" }, inChangeSet: false });
  const [failed] = await dataverse.executeBatch({ continueOnError: true });
  assert.equal(failed.status, 404);
  assert.equal((await dataverse.retrieve({ collection: "accounts", key: ids[0], select: ["fax"] })).fax, "7");
});

test("changes are tracked: rows, then only what changed and what was deleted", async () => {
  const request = { collection: "accounts", select: ["name"], trackChanges: true };
  const start = await dataverse.retrieveMultiple(request);
  assert.equal(start.value.length, 5);
  const extra = await dataverse.create({ collection: "accounts", data: { name: "Fugaz" } });
  await dataverse.update({ collection: "accounts", key: ids[1], data: { name: "Viña Dos" } });
  await dataverse.deleteRecord({ collection: "accounts", key: extra });
  const delta = await dataverse.retrieveMultiple(request, start.oDataDeltaLink);
  assert.deepEqual(delta.value.map((row) => row.accountid ?? row.id).sort(), [ids[1], extra].sort());
});

test("CreateMultiple is one transaction and tells every id", async () => {
  const targets = ["Lote 1", "Lote 2"].map((name) => ({ "@odata.type": "Microsoft.Dynamics.CRM.account", name }));
  const { Ids } = await dataverse.callAction({
    collection: "accounts",
    actionName: "Microsoft.Dynamics.CRM.CreateMultiple",
    action: { Targets: targets },
  });
  assert.equal(Ids.length, 2);
  for (const key of Ids) await dataverse.deleteRecord({ collection: "accounts", key });
});

test("definitions: a table, a column, a choice and a relationship are made and read", async () => {
  const label = (text) => ({
    "@odata.type": "Microsoft.Dynamics.CRM.Label",
    LocalizedLabels: [{ "@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel", Label: text, LanguageCode: 1033 }],
  });
  const text = (name, more = {}) => ({
    "@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata",
    AttributeType: "String",
    SchemaName: name,
    DisplayName: label(name),
    RequiredLevel: { Value: "None" },
    FormatName: { Value: "Text" },
    MaxLength: 100,
    ...more,
  });
  await dataverse.createEntity({
    data: {
      "@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata",
      SchemaName: "new_Fair",
      DisplayName: label("Feria"),
      DisplayCollectionName: label("Ferias"),
      OwnershipType: "UserOwned",
      HasActivities: false,
      HasNotes: false,
      IsActivity: false,
      Attributes: [text("new_Name", { IsPrimaryName: true })],
    },
  });
  await dataverse.createAttribute({ entityKey: "LogicalName='new_fair'", data: text("new_City") });
  await dataverse.createGlobalOptionSet({
    data: {
      "@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata",
      Name: "new_halls",
      DisplayName: label("Pabellones"),
      OptionSetType: "Picklist",
      IsGlobal: true,
      Options: [{ Value: 100000000, Label: label("Norte") }],
    },
  });
  await dataverse.createRelationship({
    data: {
      "@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
      SchemaName: "new_account_new_fair",
      ReferencedEntity: "account",
      ReferencedAttribute: "accountid",
      ReferencingEntity: "new_fair",
      Lookup: {
        "@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata",
        AttributeType: "Lookup",
        SchemaName: "new_AccountId",
        DisplayName: label("Cuenta"),
        RequiredLevel: { Value: "None" },
      },
    },
  });

  const found = await dataverse.retrieveEntity({
    key: "LogicalName='new_fair'",
    select: ["EntitySetName", "PrimaryIdAttribute", "PrimaryNameAttribute"],
  });
  assert.deepEqual(
    [found.EntitySetName, found.PrimaryIdAttribute, found.PrimaryNameAttribute],
    ["new_fairs", "new_fairid", "new_name"],
  );
  const columns = await dataverse.retrieveAttributes({
    entityKey: "LogicalName='new_fair'",
    castType: "Microsoft.Dynamics.CRM.StringAttributeMetadata",
    select: ["LogicalName", "MaxLength"],
    filter: "LogicalName eq 'new_city'",
  });
  assert.deepEqual(columns.value.map((column) => column.MaxLength), [100]);
  const halls = await dataverse.retrieveGlobalOptionSet({
    key: "Name='new_halls'",
    castType: "Microsoft.Dynamics.CRM.OptionSetMetadata",
  });
  assert.equal(halls.Options[0].Value, 100000000);
  const [link] = (
    await dataverse.retrieveRelationships({
      castType: "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
      filter: "SchemaName eq 'new_account_new_fair'",
    })
  ).value;
  assert.equal(link.ReferencingEntity, "new_fair");
  assert.match(await dataverse.retrieveCsdlMetadata(), /EntityType Name="new_fair"/);

  const fair = await dataverse.create({
    collection: "new_fairs",
    data: { new_name: "Feria Sur", new_city: "Concepción", "new_AccountId@odata.bind": `/accounts(${ids[0]})` },
  });
  const select = ["new_city", "_new_accountid_value"];
  const row = await dataverse.retrieve({ collection: "new_fairs", key: fair, select });
  assert.deepEqual([row.new_city, row._new_accountid_value], ["Concepción", ids[0]]);
  await dataverse.deleteRecord({ collection: "new_fairs", key: fair });
});

test("what the stand-in does not imitate it refuses with 501", async () => {
  const error = await refusal(dataverse.callFunction("RetrieveProvisionedLanguages"));
  assert.equal(error.status, 501);
  assert.match(error.message, /RetrieveProvisionedLanguages/);
});
