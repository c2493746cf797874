/**
 * Makes an element. Children are elements or text; text stays text, whatever it says, because nothing here parses
 * markup. Event handlers are added by the caller, never as attributes.
 *
 * @param {string} tag
 * @param {Record<string, string | number | boolean | undefined>} [attributes] false and undefined are left out.
 * @param {...(Node | string | number | undefined)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) throw new Error(`no handler as an attribute: ${name}`);
    made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children)
    if (child !== undefined) made.append(child instanceof Node ? child : String(child));
  return made;
}

/** A button that does something. */
export function button(text, action, attributes = {}) {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', action);
  return made;
}

/** A block of text as it is, such as JSON; can be scrolled with the keyboard. */
export function verbatim(text, label) {
  return element('pre', { tabindex: 0, 'aria-label': label, role: 'group' }, text);
}

/** A JSON document, indented; text that is none stays as it is. */
export function prettyJson(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function byId(id) {
  return document.getElementById(id);
}
