// What the type checker of `make check` knows of the page beyond the DOM: events of stores and sockets carry a detail, and
// an element that is asked for by its selector is the control the page put there.
interface Event {
  readonly detail?: any;
}
interface ParentNode {
  querySelector(selectors: string): any;
}
