// Starts GraphiQL with what the page holds in #settings: { url, examples, tokens }.
"use strict";

(() => {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const tokens = document.getElementById("token");
  const examples = document.getElementById("example");
  const remembered = "atencion:token";

  const fill = (select, entries, label) => {
    for (const [name, value] of entries) select.add(new Option(name, value));
    select.closest("label").hidden = entries.length === 0;
    select.setAttribute("aria-label", label);
  };
  fill(tokens, Object.entries(settings.tokens), "Identidad");
  fill(
    examples,
    settings.examples.map((example, index) => [example.name, String(index)]),
    "Ejemplo",
  );
  const known = window.localStorage.getItem(remembered);
  if (known !== null && known in settings.tokens) tokens.value = settings.tokens[known];
  tokens.addEventListener("change", () => {
    window.localStorage.setItem(remembered, tokens.options[tokens.selectedIndex].text);
  });

  const fetcher = async (request, options) => {
    const headers = new Headers({
      accept: "application/graphql-response+json, application/json;q=0.9",
      "content-type": "application/json",
    });
    if (tokens.value) headers.set("authorization", `Bearer ${tokens.value}`);
    else headers.set("atencion-session", "1");
    // What the Headers pane says wins, however its names are written.
    for (const [name, value] of Object.entries((options && options.headers) || {})) headers.set(name, value);
    const response = await fetch(settings.url, { method: "POST", headers, body: JSON.stringify(request) });
    return response.json();
  };

  const root = ReactDOM.createRoot(document.getElementById("graphiql"));
  const tabOf = (example) => ({ query: example.document, variables: example.variables });
  // On a first visit each example has its tab; one that is chosen is shown in its own, or in a new one when it was changed.
  const show = (example, key) => {
    const given = example ? { ...tabOf(example), defaultTabs: settings.examples.map(tabOf) } : {};
    root.render(
      React.createElement(GraphiQL, {
        key,
        fetcher,
        defaultEditorToolsVisibility: "variables",
        isHeadersEditorEnabled: true,
        ...given,
      }),
    );
  };
  examples.addEventListener("change", () => {
    show(settings.examples[Number(examples.value)], `example-${examples.value}`);
  });
  show(settings.examples[0], "start");
})();
