// Swagger UI as Merzim opens it: operations closed, found by any word, filled in with what works; and in a sandbox a bar from which
// one becomes a persona and moves the clock.
"use strict";
(() => {
  const { add, keep, kept } = merzim;
  const SANDBOX = "/api/v1/sandbox";
  const WORDS = {
    kk: { persona: "Кім болып", nobody: "токенсіз", clock: "Сағат", day: "+1 күн", week: "+7 күн", fits: "✓", find: "Операцияны іздеу", none: "Мұндай операция жоқ.", other: "Таңдаған рөліңізбен қазір мұнда байқап көретін ештеңе жоқ." },
    ru: { persona: "Кто вы", nobody: "без токена", clock: "Часы", day: "+1 день", week: "+7 дней", fits: "✓", find: "Найти операцию", none: "Такой операции нет.", other: "В выбранной роли сейчас здесь нечего попробовать." },
    en: { persona: "Who you are", nobody: "no token", clock: "Clock", day: "+1 day", week: "+7 days", fits: "✓", find: "Find an operation", none: "There is no such operation.", other: "As the persona chosen there is nothing to try here just now." },
  };
  const bar = document.getElementById("bar");
  const state = { language: merzim.language(), persona: kept("persona") || "nobody", personas: [], fitting: null, seen: [], open: {}, notes: {} };
  const say = (word) => WORDS[state.language][word];
  // One operation is filled after the other, the first when the personas are known.
  let meet;
  state.turn = new Promise((done) => { meet = done; });

  // What is said of an operation; whoever shows it listens.
  const listeners = new Set();
  const listen = (listener) => { listeners.add(listener); return () => listeners.delete(listener); };
  const note = (id, words) => { state.notes[id] = words || ""; listeners.forEach((listener) => listener()); };

  const read = async (path, body) => {
    const headers = { "Accept-Language": state.language };
    const request = body ? { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) } : { headers };
    const answer = await fetch(SANDBOX + path, request);
    return { ok: answer.ok, status: answer.status, body: answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {} };
  };

  // Who is told to ask again does so.
  const patiently = async (ask) => {
    for (let left = 3; ; left -= 1) {
      const answer = await ask();
      if (answer.status !== 503 || left === 0) return answer;
      await new Promise((done) => { setTimeout(done, 2000); });
    }
  };

  // The ids of what the last answers showed, the latest first: with these one goes on. What has changed is tried anew.
  const remember = (response) => {
    if (response.ok && response.obj?.id) state.seen = [...new Set([response.obj.id, ...state.seen])].slice(0, 8);
    if (response.ok && state.changes) refill(new URL(response.url, location).pathname);
    return response;
  };

  // The part of a contract at a path, with all that it refers to, and no more.
  const part = (contract, path) => {
    const kept = { ...contract, paths: {}, components: {} };
    const keep = (steps) => {
      const last = steps.at(-1);
      const [from, to] = steps.slice(0, -1).reduce(([from, to], step) => [from?.[step], to[step] ??= {}], [contract, kept]);
      if (from?.[last] === undefined || to[last] !== undefined) return;
      to[last] = from[last];
      reach(from[last]);
    };
    const reach = (value) => {
      if (value === null || typeof value !== "object") return;
      if (typeof value.$ref === "string" && value.$ref.startsWith("#/")) {
        keep(value.$ref.slice(2).split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")));
      }
      Object.values(value).forEach(reach);
    };
    keep(path);
    return kept;
  };

  // How one logs in, if the operator lets people log in here.
  const login = JSON.parse(document.body.dataset.login || "null");

  // The contract in which the identity provider stands as one logs in there, or not at all.
  const withLogin = (contract) => {
    const schemes = contract.components.securitySchemes;
    const { description } = schemes.oidc || {};
    delete schemes.oidc;
    if (login) {
      const { authorizationUrl, tokenUrl } = login;
      const scopes = Object.fromEntries(login.scopes.map((scope) => [scope, ""]));
      schemes.oidc = { type: "oauth2", description, flows: { authorizationCode: { authorizationUrl, tokenUrl, scopes } } };
    } else contract.security = [{ bearer: [] }];
    return contract;
  };

  // What is looked for, if anything is.
  const sought = (filter) => (typeof filter === "string" && filter !== "true" && filter !== "false" ? filter.trim() : "");

  const Fill = (system) => ({
    // Swagger UI works through the whole of what it is given whenever it resolves a part of it, which takes seconds.
    afterLoad({ fn: { resolveSubtree } }) {
      this.fn.resolveSubtree = (contract, path, options) => resolveSubtree(part(contract, path), path, options);
    },
    statePlugins: {
      // Whoever has logged in shows the token that they were given.
      auth: {
        wrapActions: {
          authorizeOauth2: (original) => (payload) => {
            const done = original(payload);
            system.getSystem().preauthorizeApiKey("bearer", payload.token.access_token);
            return done;
          },
          logout: (original) => (names) => original(names.includes("oidc") ? [...names, "bearer"] : names),
        },
      },
      // The contract is JSON: to read it as YAML, as Swagger UI would, takes longer than all the rest.
      spec: { wrapActions: { parseToJson: (_, { specActions }) => (text) => specActions.updateJsonSpec(withLogin(JSON.parse(text))) } },
      layout: {
        // What is found is shown: its groups are open, once a word says enough.
        wrapSelectors: { isShown: (original) => (layout, thing, shown) => original(thing, shown || (thing[0] === "operations-tag" && sought(layout.get("filter")).length > 3)) },
        wrapActions: {
          show: (original) => (thing, shown) => {
            const done = original(thing, shown);
            if (shown && thing[0] === "operations" && thing.length === 3) {
              fill(system.getSystem(), thing[2]).finally(() => { bar.dataset.filled = `${bar.dataset.filled || ""}${thing[2]} `; });
            }
            return done;
          },
        },
      },
    },
    wrapComponents: {
      operations: (Original, { React, fn, specSelectors, layoutSelectors }) => (props) => {
        const phrase = sought(layoutSelectors.currentFilter());
        if (phrase && fn.opsFilter(specSelectors.taggedOperations(), phrase).size === 0) return React.createElement("p", { className: "merzim-note", role: "status" }, say("none"));
        return React.createElement(Original, props);
      },
      // What is said of an operation stands above its fields.
      parameters: (Original, { React, specSelectors }) => (props) => {
        const id = specSelectors.specJson().getIn(["paths", ...props.pathMethod, "operationId"]);
        const words = React.useSyncExternalStore(listen, () => state.notes[id] || "");
        return React.createElement(React.Fragment, null,
          words && React.createElement("p", { className: "merzim-note", role: "status" }, words), React.createElement(Original, props));
      },
      // What can go wrong is a line until it is opened.
      response: (Original, { React }) => (props) => {
        const [open, setOpen] = React.useState(false);
        if (Number(props.code) < 400 || open) return React.createElement(Original, props);
        const codes = [...(props.response.get("description") || "").matchAll(/^- `([^`]+)`/gm)].map(([, code]) => code);
        return React.createElement("tr", { className: "response merzim-folded", "data-code": props.code },
          React.createElement("td", { className: "response-col_status" }, props.code),
          React.createElement("td", { className: "response-col_description", colSpan: 2 },
            React.createElement("button", { type: "button", "aria-expanded": false, onClick: () => setOpen(true) }, codes.join(", ") || props.code)));
      },
    },
    // Finds operations by any word of their path, name or description, in Kazakh and Russian by procedure and action.
    fn: {
      opsFilter: (tagged, phrase) => {
        const words = phrase.toLowerCase().split(/\s+/).filter(Boolean);
        const has = (operation, tag) => {
          const about = operation.get("operation");
          const titles = about.get("x-titles")?.valueSeq().toArray() || [];
          const text = [tag, operation.get("path"), operation.get("method"), about.get("operationId"), about.get("summary"), about.get("description"), ...titles].join(" ").toLowerCase();
          return words.every((word) => text.includes(word));
        };
        return tagged.map((of, tag) => of.update("operations", (all) => all.filter((one) => has(one, tag)))).filter((of) => of.get("operations").size > 0);
      },
    },
  });

  const find = (ui, id) => {
    const paths = ui.specSelectors.specJson().get("paths");
    return paths.entrySeq().flatMap(([path, item]) => item.entrySeq().map(([method, operation]) => ({ path, method, operation })))
      .find(({ operation }) => operation.get?.("operationId") === id);
  };
  // Puts what works into the fields of an operation: for the persona chosen and the thing shown last, if that works. Else for whoever
  // it does work for, which the tester becomes, unless they have chosen who they are for what is open already.
  const fill = (ui, id, chosen) => {
    const work = () => fillNow(ui, id, chosen);
    state.turn = state.turn.then(work, work);
    return state.turn;
  };
  const fillNow = async (ui, id, chosen) => {
    const found = find(ui, id);
    if (!found || state.personas.length === 0) return;
    const { path, method, operation } = found;
    state.fitting = fitting(operation.toJS());
    showPersonas();
    const wish = new URLSearchParams({ persona: state.persona, ...(state.seen.length > 0 && { about: state.seen.join() }) });
    const { ok, body: request } = await patiently(() => read(`/requests/${id}?${wish}`));
    const persona = request.persona || "nobody";
    const other = ok && persona !== state.persona;
    note(id, ok ? other && chosen && say("other") : request.detail || request.title);
    if (!ok || (other && chosen)) return;
    if (other) become(persona);
    const fields = operation.get("parameters");
    const put = (name, where, value) => {
      const field = fields.find((one) => one.get("name") === name && one.get("in") === where);
      // Swagger UI shows what it holds under the identity of a field, not under its name.
      if (field) ui.specActions.changeParamByIdentity([path, method], field, value, false);
    };
    for (const [name, value] of Object.entries(request.parameters)) put(name, "path", String(value));
    for (const [name, value] of new URL(request.path, location).searchParams) put(name, "query", value);
    if (request.ifMatch) put("If-Match", "header", request.ifMatch);
    if (request.body) ui.oas3Actions.setRequestBodyValue({ value: JSON.stringify(request.body, null, 2), pathMethod: [path, method] });
    state.open = { ...found, id, held: held(ui, found) };
  };
  // What stands in the fields of an operation.
  const held = ({ specSelectors, oas3Selectors }, { path, method }) =>
    JSON.stringify([specSelectors.parameterValues([path, method]), oas3Selectors.requestBodyValue(path, method)]);
  // Fills what was opened last anew, if it is as it was filled, and not what was just executed.
  const refill = (executed) => {
    const { id, path, held: filled } = state.open;
    if (!id || held(window.ui, state.open) !== filled) return;
    if (!new RegExp(`^${path.replace(/{[^}]+}/g, "[^/]+")}$`).test(executed)) fill(window.ui, id, true);
  };
  const fitting = ({ security = [] }) => {
    const fits = (persona) => security.some((need) => need.bearer && need.bearer.every((role) => persona.roles.includes(role)));
    const open = security.length === 0 || security.some((need) => Object.keys(need).length === 0);
    return new Set([...state.personas.filter((persona) => security.length === 0 || fits(persona)).map(({ id }) => id), ...(open ? ["nobody"] : [])]);
  };

  const become = (id) => {
    state.persona = id;
    keep("persona", id);
    if (window.ui.authSelectors.authorized()?.size) window.ui.authActions.logout(["bearer"]);
    const persona = state.personas.find((one) => one.id === id);
    if (persona) window.ui.preauthorizeApiKey("bearer", persona.token);
    showPersonas();
  };
  const showPersonas = () => {
    const select = document.getElementById("persona");
    if (!select) return;
    select.replaceChildren();
    const fits = (id) => (state.fitting?.has(id) ? `${say("fits")} ` : "");
    for (const persona of [{ id: "nobody", title: say("nobody") }, ...state.personas]) {
      add(select, "option", { value: persona.id }, `${fits(persona.id)}${persona.id === "nobody" ? persona.title : `${persona.id} · ${persona.title}`}`);
    }
    select.value = state.persona;
  };

  const openBar = async () => {
    bar.replaceChildren();
    add(bar, "a", { href: "/", class: "name" }, "Мерзім");
    const language = add(bar, "select", { id: "language", "aria-label": "Тіл · Язык · Language" });
    merzim.chooser(language, state.language, (chosen) => { state.language = chosen; openBar(); });
    document.documentElement.lang = state.language;
    document.querySelector(".operation-filter-input")?.setAttribute("placeholder", say("find"));

    const personas = await read("/personas");
    if (!personas.ok) return meet();
    state.personas = personas.body.items;
    add(bar, "select", { id: "persona", "aria-label": say("persona") }).addEventListener("change", (event) => { become(event.target.value); refill(); });
    if (state.persona !== "nobody" && !state.personas.some(({ id }) => id === state.persona)) state.persona = "nobody";
    become(state.persona);
    meet();

    const clock = add(bar, "span", { id: "clock" });
    const shown = add(clock, "output", { title: say("clock") });
    // The wall clock of Kazakhstan as the answer gives it, whatever the zone of this browser.
    const show = (now) => { shown.dataset.now = now; shown.textContent = now.slice(0, 16).replace("T", " "); };
    const set = async (now) => {
      const answer = await read("/clock", { now });
      if (answer.ok) { show(answer.body.now); refill(); } else shown.textContent = answer.body.detail || answer.body.title;
    };
    show((await read("/clock")).body.now);
    for (const [days, name] of [[1, say("day")], [7, say("week")]]) {
      add(clock, "button", { type: "button", "data-days": days }, name).addEventListener("click", async () => {
        const { now } = (await read("/clock")).body;
        await set(new Date(new Date(now).getTime() + days * 86_400_000).toISOString());
      });
    }
    const wanted = add(clock, "input", { type: "datetime-local", "aria-label": say("clock") });
    wanted.addEventListener("change", () => wanted.value && set(`${wanted.value.slice(0, 16)}:00+05:00`));
  };

  window.ui = SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#swagger-ui",
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [Fill],
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    filter: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    requestInterceptor: (request) => {
      if (!request.loadSpec) request.headers["Accept-Language"] ||= state.language;
      state.changes = request.method && request.method !== "GET";
      return request;
    },
    responseInterceptor: remember,
    onComplete: openBar,
  });
  if (login) {
    const { clientId, scopes, parameters } = login;
    window.ui.initOAuth({ clientId, scopes, usePkceWithAuthorizationCodeGrant: true, additionalQueryStringParams: Object.fromEntries(parameters) });
  }
})();
