// The pages that links in mails lead to. Everything is built with the DOM: no text becomes HTML.
"use strict";

(() => {
  const API = "/api/v1";
  const page = document.body.dataset.page;
  const main = document.getElementById("main");
  // The secret leaves the address at once, so that neither the history nor a shoulder keeps it.
  const token = location.hash.slice(1);
  if (token) history.replaceState(null, "", location.pathname);

  const language = (navigator.languages || ["en"])
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => window.WORDS[tag]) || "en";
  const words = window.WORDS[language];
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";

  const say = (key, values = {}) =>
    words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] || "");

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  const show = (title, ...children) => {
    const heading = make("h1", { tabindex: "-1" }, title);
    main.replaceChildren(heading, ...children);
    document.title = title;
    heading.focus();
  };

  const notice = (kind, text) => make("p", { class: `notice ${kind}`, role: kind === "bad" ? "alert" : "status" }, text);
  const signIn = () => make("p", {}, make("a", { href: "/" }, say("signIn")));
  const over = () => show(say("over"), notice("bad", say("overHelp")), signIn());

  // Asks the server. `null`: it could not be reached.
  const ask = async (path, body) => {
    try {
      const answer = await fetch(API + path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        cache: "no-store",
        credentials: "omit",
      });
      const text = await answer.text();
      let json = {};
      try { json = text ? JSON.parse(text) : {}; } catch { json = {}; }
      return { status: answer.status, json };
    } catch {
      return null;
    }
  };

  // A field: its label above, its help and what is wrong with it below.
  const field = ({ id, label, help, type = "text", autocomplete, value = "", required = true }) => {
    const input = make("input", {
      id, name: id, type, autocomplete, required,
      "aria-describedby": `${id}-help ${id}-wrong`,
      autocapitalize: type === "text" ? "words" : "none", spellcheck: "false", dir: type === "text" ? "auto" : "ltr",
    });
    input.value = value;
    const wrong = make("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
    let control = input;
    if (type === "password") {
      const toggle = make("button", { type: "button", "aria-pressed": "false", "aria-controls": id }, say("show"));
      toggle.addEventListener("click", () => {
        const hidden = input.type === "password";
        input.type = hidden ? "text" : "password";
        toggle.textContent = say(hidden ? "hide" : "show");
        toggle.setAttribute("aria-pressed", String(hidden));
      });
      control = make("div", { class: "secret" }, input, toggle);
    }
    const element = make("div", { class: "field" }, make("label", { for: id }, label), control);
    if (help) element.append(make("p", { class: "help", id: `${id}-help` }, help));
    element.append(wrong);
    return {
      element,
      input,
      refuse(text) {
        wrong.textContent = text;
        wrong.hidden = !text;
        if (text) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      },
    };
  };

  // A form that sends once at a time and says where something is wrong.
  const form = ({ title, text, fields, send, path, body, done, problems = {} }) => {
    const button = make("button", { type: "submit" }, send);
    const summary = make("div", { "aria-live": "assertive" });
    const element = make("form", { novalidate: true }, summary, ...fields.map((of) => of.element), button);
    element.addEventListener("submit", async (event) => {
      event.preventDefault();
      fields.forEach((of) => of.refuse(""));
      summary.replaceChildren();
      button.disabled = true;
      button.textContent = say("wait");
      const answer = await ask(path, body());
      button.disabled = false;
      button.textContent = send;
      if (!answer || answer.status >= 500) {
        summary.replaceChildren(notice("bad", `${say("unreachable")}. ${say("unreachableHelp")}`));
        return;
      }
      if (answer.status < 300) {
        done(answer.json);
        return;
      }
      if (answer.json.code === "link_over") {
        over();
        return;
      }
      const first = (answer.json.errors || []).map((error) => {
        const of = fields.find((candidate) => error.pointer === `/${candidate.input.name}`);
        // The server speaks English; what is wrong with these three is known here.
        if (of) of.refuse(words.refused[of.input.name] || error.detail);
        return of;
      }).find(Boolean);
      const own = problems[answer.json.code];
      if (own) own.field.refuse(own.text);
      const target = first || (own && own.field);
      if (target) target.input.focus();
      else summary.replaceChildren(notice("bad", answer.json.detail || answer.json.title || say("unreachable")));
    });
    const before = text ? [make("p", {}, text)] : [];
    show(title, ...before, element);
  };

  const newPassword = () =>
    field({ id: "password", label: say("newPassword"), help: say("passwordHelp"), type: "password", autocomplete: "new-password" });

  const pages = {
    async accept() {
      const answer = await ask("/invitations/open", { token });
      if (!answer || answer.status >= 500) {
        const again = make("button", { type: "button" }, say("again"));
        again.addEventListener("click", pages.accept);
        show(say("unreachable"), make("p", {}, say("unreachableHelp")), again);
        return;
      }
      if (answer.status !== 200) {
        over();
        return;
      }
      const { organisation: org, email, display_name: name, has_account: known } = answer.json;
      const password = known
        ? field({ id: "password", label: say("password"), type: "password", autocomplete: "current-password" })
        : newPassword();
      const called = field({ id: "display_name", label: say("name"), autocomplete: "name", value: name });
      // For the browser's password store: to which name this password belongs.
      const user = make("input", { type: "email", autocomplete: "username", readonly: true, hidden: true });
      user.value = email;
      password.element.prepend(user);
      form({
        title: say("acceptTitle", { org }),
        text: say(known ? "acceptKnown" : "acceptNew", { email }),
        fields: known ? [password] : [called, password],
        send: say("acceptSend"),
        path: "/invitations/accept",
        body: () => ({
          token,
          password: password.input.value,
          ...(known ? {} : { display_name: called.input.value }),
        }),
        problems: { no_match: { field: password, text: say("noMatch") } },
        done: () => show(say("acceptTitle", { org }), notice("good", say("accepted", { email })), signIn()),
      });
    },
    reset() {
      const password = newPassword();
      form({
        title: say("resetTitle"), text: say("resetHelp"), fields: [password], send: say("resetSend"),
        path: "/password-resets/complete",
        body: () => ({ token, password: password.input.value }),
        done: () => show(say("resetTitle"), notice("good", say("resetDone")), signIn()),
      });
    },
    forgotten() {
      const email = field({ id: "email", label: say("email"), type: "email", autocomplete: "username" });
      form({
        title: say("askTitle"), text: say("askHelp"), fields: [email], send: say("askSend"),
        path: "/password-resets",
        body: () => ({ email: email.input.value }),
        done: () => show(say("askTitle"), notice("good", say("askDone")), signIn()),
      });
    },
    email() {
      form({
        title: say("emailTitle"), text: say("emailHelp"), fields: [], send: say("emailSend"),
        path: "/email-changes/confirm",
        body: () => ({ token }),
        done: () => show(say("emailTitle"), notice("good", say("emailDone")), signIn()),
      });
    },
    "email-cancel"() {
      form({
        title: say("cancelTitle"), text: say("cancelHelp"), fields: [], send: say("cancelSend"),
        path: "/email-changes/cancel",
        body: () => ({ token }),
        done: () => show(say("cancelTitle"), notice("good", say("cancelDone")),
          make("p", {}, make("a", { href: "/account/forgotten" }, say("forgotten")))),
      });
    },
  };

  if (page !== "forgotten" && !token) {
    show(say("over"), notice("bad", say("noToken")), signIn());
  } else {
    pages[page]();
  }
})();
