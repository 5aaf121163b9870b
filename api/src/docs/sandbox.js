// The bar of the sandbox above Swagger UI: become a persona with one click, move the clock. Where there is
// no sandbox there is no bar.
"use strict";
(async () => {
  const api = "/api/v1/sandbox";
  const bar = document.getElementById("sandbox");
  const read = async (path, body) => {
    const request = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(api + path, request || {});
    return { ok: answer.ok, body: await answer.json() };
  };
  const add = (parent, tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    parent.append(element);
    return element;
  };

  const personas = await read("/personas");
  if (!personas.ok) return;
  add(bar, "strong", {}, "ДЕМО · demo");

  const people = add(bar, "span", { id: "personas" });
  const nobody = { id: "nobody", role: "no token", title: "" };
  for (const persona of [...personas.body.items, nobody]) {
    const attributes = { type: "button", "data-persona": persona.id, title: persona.title, "aria-pressed": "false" };
    const button = add(people, "button", attributes, `${persona.id} · ${persona.role}`);
    button.addEventListener("click", () => {
      window.ui.authActions.logout(["bearer"]);
      if (persona.token) window.ui.preauthorizeApiKey("bearer", persona.token);
      for (const other of people.children) other.setAttribute("aria-pressed", String(other === button));
    });
  }

  const clock = add(bar, "span", { id: "clock" });
  const shown = add(clock, "output");
  // The wall clock of Kazakhstan as the answer gives it, whatever the zone of this browser.
  const show = (now) => { shown.dataset.now = now; shown.textContent = `clock: ${now.slice(0, 16).replace("T", " ")}`; };
  const set = async (now) => {
    const answer = await read("/clock", { now });
    if (answer.ok) show(answer.body.now); else shown.textContent = answer.body.detail || answer.body.title;
  };
  show((await read("/clock")).body.now);
  for (const [days, name] of [[1, "+1 day"], [7, "+7 days"]]) {
    add(clock, "button", { type: "button", "data-days": days }, name).addEventListener("click", async () => {
      const { now } = (await read("/clock")).body;
      await set(new Date(new Date(now).getTime() + days * 86_400_000).toISOString());
    });
  }
  const wanted = add(clock, "input", { type: "datetime-local", "aria-label": "Clock" });
  wanted.addEventListener("change", () => wanted.value && set(`${wanted.value.slice(0, 16)}:00+05:00`));

  bar.hidden = false;
})();
