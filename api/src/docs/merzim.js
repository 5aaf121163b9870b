// Swagger UI as Merzim opens it: operations closed, found by any word, filled in with what works; and in a sandbox a bar from which
// one becomes a persona and moves the clock.
"use strict";
(() => {
  const { add, keep, kept } = merzim;
  const SANDBOX = "/api/v1/sandbox";
  const WORDS = {
    kk: { persona: "Кім болып", nobody: "токенсіз", clock: "Сағат", day: "+1 күн", week: "+7 күн", fits: "✓", find: "Операцияны іздеу" },
    ru: { persona: "Кто вы", nobody: "без токена", clock: "Часы", day: "+1 день", week: "+7 дней", fits: "✓", find: "Найти операцию" },
    en: { persona: "Who you are", nobody: "no token", clock: "Clock", day: "+1 day", week: "+7 days", fits: "✓", find: "Find an operation" },
  };
  const bar = document.getElementById("bar");
  const state = { language: merzim.language(), persona: kept("persona") || "nobody", personas: [], fitting: null, last: {} };
  const say = (word) => WORDS[state.language][word];
  // Whoever opens an operation before the personas are known waits for them.
  let meet;
  const met = new Promise((done) => { meet = done; });

  const read = async (path, body) => {
    const headers = { "Accept-Language": state.language };
    const request = body ? { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) } : { headers };
    const answer = await fetch(SANDBOX + path, request);
    return { ok: answer.ok, body: answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {} };
  };

  // What the last answers showed: of each collection the thing, its version and what may be done with it.
  const remember = (response) => {
    const path = new URL(response.url, location).pathname.replace(/^\/api\/v1\//, "").split("/");
    if (response.ok && response.obj?.id && response.headers?.etag) {
      state.last[path[0]] = { id: response.obj.id, version: response.headers.etag, actions: response.obj.actions || [] };
    }
    return response;
  };
  // The same thing goes on, if what is opened can be done with it.
  const goesOn = (path, method, request) => {
    const [collection, name, ...rest] = path.replace(/^\/api\/v1\//, "").split("/");
    const last = state.last[collection];
    if (!last || name !== "{id}") return request;
    const href = path.replace("{id}", last.id);
    const offered = last.actions.some((action) => action.href === href && !action.from && !action.until);
    if (method !== "get" && (rest.length === 0 || !offered)) return request;
    return { ...request, parameters: { id: last.id }, ifMatch: last.version };
  };

  const Fill = (system) => ({
    statePlugins: {
      layout: {
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
    // Finds operations by any word of their path, name or description.
    fn: {
      opsFilter: (tagged, phrase) => {
        const words = phrase.toLowerCase().split(/\s+/).filter(Boolean);
        const has = (operation, tag) => {
          const about = operation.get("operation");
          const text = [tag, operation.get("path"), operation.get("method"), about.get("operationId"), about.get("summary"), about.get("description")].join(" ").toLowerCase();
          return words.every((word) => text.includes(word));
        };
        return tagged.map((of, tag) => of.update("operations", (all) => all.filter((one) => has(one, tag)))).filter((of) => of.get("operations").size > 0);
      },
    },
  });

  // Puts what works into the fields of an operation, and says who may ask.
  const fill = async (ui, id) => {
    await met;
    const paths = ui.specSelectors.specJson().get("paths");
    const found = paths.entrySeq().flatMap(([path, item]) => item.entrySeq().map(([method, operation]) => [path, method, operation]))
      .find(([, , operation]) => operation.get?.("operationId") === id);
    if (!found || state.personas.length === 0) return;
    const [path, method, operation] = found;
    state.fitting = fitting(operation.toJS());
    showPersonas();
    const answer = await read(`/requests/${id}`);
    if (!answer.ok) return;
    const request = goesOn(path, method, answer.body);
    if (!state.fitting.has(state.persona) && request === answer.body) become(request.persona || "nobody");
    const put = (name, where, value) => ui.specActions.changeParam([path, method], name, where, value, false);
    for (const [name, value] of Object.entries(request.parameters)) put(name, "path", String(value));
    for (const [name, value] of new URL(request.path, location).searchParams) put(name, "query", value);
    if (request.ifMatch) put("If-Match", "header", request.ifMatch);
    if (request.body) ui.oas3Actions.setRequestBodyValue({ value: JSON.stringify(request.body, null, 2), pathMethod: [path, method] });
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
    add(bar, "select", { id: "persona", "aria-label": say("persona") }).addEventListener("change", (event) => become(event.target.value));
    if (state.persona !== "nobody" && !state.personas.some(({ id }) => id === state.persona)) state.persona = "nobody";
    become(state.persona);
    meet();

    const clock = add(bar, "span", { id: "clock" });
    const shown = add(clock, "output", { title: say("clock") });
    // The wall clock of Kazakhstan as the answer gives it, whatever the zone of this browser.
    const show = (now) => { shown.dataset.now = now; shown.textContent = now.slice(0, 16).replace("T", " "); };
    const set = async (now) => {
      const answer = await read("/clock", { now });
      if (answer.ok) show(answer.body.now); else shown.textContent = answer.body.detail || answer.body.title;
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
      return request;
    },
    responseInterceptor: remember,
    onComplete: openBar,
  });
})();
