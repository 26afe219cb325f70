/**
 * A page described by values: `h()` makes a description, `render()` makes the document fit it.
 *
 * Rules:
 * 1. Text is only ever a text node. There is no way to put markup into the page from a string.
 * 2. A node that fits is kept, so focus, selection and scroll survive. Children with a `key` keep their node when moved.
 * 3. What is typed in the field that has the focus stays, unless the description itself changed.
 * 4. A custom element renders its own children; whoever places it touches only its properties and attributes.
 */

const SVG = "http://www.w3.org/2000/svg";

/** A description: `h("p", {class: "hint"}, "Hello ", h("b", null, name))`. Null, false and true children are left out. */
export function h(tag, props, ...children) {
  return { tag, props: props ?? {}, children: shown(children) };
}

const shown = (children) => children.flat(Infinity).filter((child) => child != null && typeof child !== "boolean");

/** Make the children of `parent` what `children` describes. */
export function render(parent, children) {
  patchChildren(parent, shown([children]), false);
}

/** A custom element that shows itself: subclasses write `view()` and call `update()` when something changed. */
export class View extends HTMLElement {
  #isDue = false;
  #left = null;

  /**
   * What to show, as a description or a list of them.
   *
   * @returns {any}
   */
  view() {
    return [];
  }

  /** Called once the element is in the page; `signal` aborts when it leaves. */
  entered(_signal) {}

  connectedCallback() {
    this.#left = new AbortController();
    this.entered(this.#left.signal);
    this.#show();
  }

  disconnectedCallback() {
    this.#left.abort();
  }

  /** Show again, once, after the current script. */
  update() {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      if (this.isConnected) this.#show();
    });
  }

  /** Show again whenever one of `sources` tells a change, until the element leaves. */
  follow(signal, ...sources) {
    for (const source of sources) source.addEventListener("change", () => this.update(), { signal });
  }

  #show() {
    render(this, this.view());
  }
}

function patchChildren(parent, next, isSvg) {
  const keyed = new Map();
  for (const node of parent.childNodes) if (node.$key !== undefined) keyed.set(node.$key, node);
  let at = parent.firstChild;
  for (const child of next) {
    const key = child.props?.key;
    let node = key === undefined ? (fits(at, child) ? at : null) : keyed.get(key);
    if (node) keyed.delete(key);
    else node = create(child, isSvg);
    patch(node, child, isSvg); // before it enters the page: a custom element has its properties when it is connected
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  while (at) {
    const rest = at.nextSibling;
    at.remove();
    at = rest;
  }
}

function fits(node, child) {
  if (!node || node.$key !== undefined) return false;
  return typeof child === "object" ? node.$tag === child.tag : node.nodeType === Node.TEXT_NODE;
}

function create(child, isSvg) {
  if (typeof child !== "object") return document.createTextNode("");
  const node = isSvg || child.tag === "svg" ? document.createElementNS(SVG, child.tag) : document.createElement(child.tag);
  node.$tag = child.tag;
  node.$key = child.props.key;
  node.$props = {};
  return node;
}

function patch(node, child, isSvg) {
  if (typeof child !== "object") {
    if (node.data !== String(child)) node.data = String(child);
    return;
  }
  const before = node.$props;
  const isNew = Object.keys(before).length === 0;
  for (const name in before) if (!(name in child.props)) set(node, name, null, before[name]);
  node.$props = child.props;
  if (!child.tag.includes("-")) patchChildren(node, child.children, isSvg || child.tag === "svg");
  // After the children, since the value of a select is that of one of its options.
  for (const name in child.props) set(node, name, child.props[name], before[name]);
  if (isNew) child.props.ref?.(node);
}

function set(node, name, value, before) {
  if (name === "key" || name === "ref") return;
  if (name.startsWith("on")) {
    if (value === before) return;
    if (before) node.removeEventListener(name.slice(2), before);
    if (value) node.addEventListener(name.slice(2), value);
  } else if (name === "style") {
    for (const key in value ?? before) node.style.setProperty(key, value ? value[key] : "");
  } else if (name === "value" || name === "checked" || name === "indeterminate" || name.startsWith(".")) {
    if (name === "value" && value === before && node === document.activeElement) return; // somebody types in it
    const property = name.replace(".", "");
    if (node[property] !== value) node[property] = value ?? "";
  } else if (value === before) {
    return;
  } else if (value == null || value === false) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true ? "" : value);
  }
}
