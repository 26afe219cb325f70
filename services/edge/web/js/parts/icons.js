/** Icons as paths on a 20 x 20 field, drawn with the colour of the text beside them. */

import { h } from "../dom.js";

const PATHS = {
  send: "M3 10h13M11 5l5 5-5 5",
  mic: "M10 3a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-5 0v-4A2.5 2.5 0 0 1 10 3zM5 9.5a5 5 0 0 0 10 0M10 14.5V17",
  check: "M4 10.5l4 4 8-9",
  plus: "M10 4v12M4 10h12",
  up: "M10 16V4M5 9l5-5 5 5",
  down: "M10 4v12M5 11l5 5 5-5",
  edit: "M4 16l1-4 8-8 3 3-8 8zM11.5 5.5l3 3",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6",
  talk: "M4 5h12v8H9l-3.500 3V13H4z",
  link: "M8.500 11.500l3-3M7 9.500l-2 2a2.500 2.500 0 0 0 3.500 3.500l2-2M13 10.500l2-2A2.500 2.500 0 0 0 11.500 5l-2 2",
  lock: "M5.500 9h9v7h-9zM7 9V6.500a3 3 0 0 1 6 0V9",
  unlock: "M5.500 9h9v7h-9zM7 9V6.500a3 3 0 0 1 5.800-1",
  undo: "M7 5L3.500 8.500 7 12M4 8.500h7.500a4 4 0 0 1 0 8H8",
  print: "M6 8V3h8v5M5 14H3.500V8h13v6H15M6 12h8v5H6z",
  folder: "M3 5.500h5l1.500 2H17V16H3z",
  file: "M6 3h6l3 3v11H6zM12 3v3h3",
  download: "M10 3v10M6 9.5l4 4 4-4M4 17h12",
  upload: "M10 14V4M6 7.5l4-4 4 4M4 17h12",
  sun: "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1 1M14.7 14.7l1 1M4.3 15.7l1-1M14.7 5.3l1-1",
  moon: "M16 12.2A6.5 6.5 0 0 1 7.8 4a6.5 6.5 0 1 0 8.2 8.2z",
  refresh: "M15.5 8A6 6 0 0 0 4.6 7.4M4.5 12a6 6 0 0 0 10.9.6M4 4v3.5h3.5M16 16v-3.5h-3.5",
  chevron: "M7 4l6 6-6 6",
  close: "M5 5l10 10M15 5L5 15",
  shield: "M10 3l6 2v5c0 3.6-2.5 6-6 7.2C6.500 16 4 13.600 4 10V5z",
};

/** An icon; it says nothing to screen readers, the button around it does. */
export const icon = (name) =>
  h("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" }, h("path", { d: PATHS[name] }));
