/** Something with a state that tells when it changed. */
export class Store extends EventTarget {
  /** Take over some members and tell. */
  set(members) {
    Object.assign(this, members);
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Run a call: `busy` holds while it runs, `problem` what it failed with, beside the place `at` that asked for it.
   * Returns the call's value, or undefined where it failed.
   */
  async run(at, work) {
    this.set({ busy: at, problem: null });
    try {
      return await work();
    } catch (problem) {
      this.set({ problem, problemAt: at });
      return undefined;
    } finally {
      this.set({ busy: null });
    }
  }

  busy = null;
  problem = null;
  problemAt = null;
}
