/** The CV session. The server's `ui_action` says what can be done; this store only carries it there and back. */

import { call, download, pause, upload } from "../api.js";
import { forget, recall, remember } from "../memory.js";
import { LiveSocket } from "../socket.js";
import { home } from "./home.js";
import { Store } from "./store.js";

const WAIT_S = 20;
const RETRY_S = 2;

class CvStore extends Store {
  /** `{sessionId, token}` or null. */
  key = recall("cv");
  session = null;
  progress = null;
  #line = null;

  /** Upload a file and start a session; `chat` is a conversation whose tasks may be a source. */
  async upload(file, language, chat) {
    const form = new FormData();
    form.append("file", file);
    form.append("language", language);
    if (chat) {
      form.append("chat_session_id", chat.sessionId);
      form.append("chat_session_token", chat.token);
    }
    const session = await this.run("upload", () => upload("/api/cv", form, (progress) => this.set({ progress })));
    this.set({ progress: null });
    if (!session) return;
    this.#hold({ sessionId: session.session_id, token: session.session_token, name: file.name });
    this.set({ session });
  }

  /** Go on with a session of this browser, or of a link. */
  async open(row) {
    this.leave();
    this.#hold(row);
    await this.load();
  }

  #hold({ sessionId, token, name }) {
    this.set({ key: { sessionId, token, name } });
    remember("cv", this.key);
    home.keep("cv", this.key);
  }

  /** Read the session and follow what is under way. */
  async load() {
    if (!this.key) return;
    const session = await this.run("load", () => this.#get(0));
    if (session) this.set({ session });
    else this.#refused(this.problem);
    this.#follow();
  }

  /** Press a button, or say something where that is allowed. */
  async step(action, data, message) {
    const body = { session_id: this.key.sessionId, user_action: action, action_data: data, message };
    const session = await this.run(action ?? "message", () => call("POST", "/api/process-cv", { token: this.key.token, body }));
    // A refused step tells what is possible now.
    if (!session && this.problem?.ui_action) this.set({ session: { ...this.session, ui_action: this.problem.ui_action, stage: this.problem.stage } });
    if (!session) return false;
    this.set({ session });
    this.#follow();
    return true;
  }

  /** Change the CV by hand: `edits`, or updates to `undo` or to `vouch` for. */
  async edit(data) {
    const body = { session_id: this.key.sessionId, action_data: data };
    const session = await this.run("edit", () => call("POST", "/api/process-cv", { token: this.key.token, body }));
    if (session) this.set({ session });
    return Boolean(session);
  }

  /** Start a CV without a file; `chat` is a conversation whose tasks become the lines of a first job. */
  async begin(language, chat, name) {
    const body = { language, chat_session_id: chat?.sessionId, chat_session_token: chat?.token };
    const session = await this.run("upload", () => call("POST", "/api/cv/start", { body }));
    if (!session) return;
    this.#hold({ sessionId: session.session_id, token: session.session_token, name });
    this.set({ session });
  }

  /** Hand the CV out as a file. */
  async file(form) {
    await this.run(form, () => download(`/api/cv/${this.key.sessionId}/${form}`, this.key.token, `cv.${form}`));
  }

  /** Put a photo on the CV, made smaller first: what else a camera writes into its file never leaves this device. */
  async photo(file) {
    const session = await this.run("photo", async () => {
      const body = new FormData();
      body.append("file", await smaller(file), "photo.jpg");
      return call("PUT", `/api/cv/${this.key.sessionId}/photo`, { token: this.key.token, body });
    });
    if (session) this.set({ session });
  }

  async removePhoto() {
    const session = await this.run("photo", () => call("DELETE", `/api/cv/${this.key.sessionId}/photo`, { token: this.key.token }));
    if (session) this.set({ session });
  }

  /** The photo on the CV, as the address of a picture. */
  async photoSource() {
    return URL.createObjectURL(await call("GET", `/api/cv/${this.key.sessionId}/photo`, { token: this.key.token, as: "blob" }));
  }

  /** A page of the PDF as `{source, pages}`: the address of a picture, and how many pages there are. */
  async picture(page) {
    const response = await call("GET", `/api/cv/${this.key.sessionId}/preview/${page}`, { token: this.key.token, as: "response" });
    return { source: URL.createObjectURL(await response.blob()), pages: Number(response.headers.get("x-page-count")) };
  }

  /** Close the session here; it stays in the list of this browser, and on the server. */
  leave() {
    forget("cv");
    forget("draft.cv");
    this.set({ key: null, session: null, problem: null });
    this.#line?.close();
  }

  #refused(problem) {
    if (problem?.reason === "SESSION_UNKNOWN") {
      home.drop(this.key.sessionId);
      this.leave();
    }
    this.set({ problem, problemAt: this.key ? "load" : "upload" });
  }

  get #isAtWork() {
    return this.session?.ui_action?.type === "progress";
  }

  #get(wait) {
    return call("GET", `/api/cv/${this.key.sessionId}?wait=${wait}`, { token: this.key.token });
  }

  /** While the server is at work a socket tells each state; where none opens, or it breaks, GET waits for the end. */
  async #follow() {
    if (this.#line || !this.#isAtWork) return;
    const line = new LiveSocket("cv", this.key, this.session.metadata.state_version);
    this.#line = line;
    line.addEventListener("frame", ({ detail }) => this.#take(detail));
    await new Promise((resolve) => line.addEventListener("state", () => line.state !== "open" && resolve()));
    line.close();
    while (this.#isAtWork) {
      try {
        this.set({ session: await this.#get(WAIT_S), problem: null });
      } catch (problem) {
        this.#refused(problem);
        if (!problem.isPassing) break;
        await pause(RETRY_S);
      }
    }
    this.#line = null;
  }

  #take({ type, problem, ...session }) {
    if (type === "cv") this.set({ session, problem: null });
    else if (!problem.isPassing) this.#refused(problem);
    if (!this.#isAtWork) this.#line.close();
  }
}

/** A photo with at most 1,200 pixels on its longer side, as JPEG; a file no browser can draw goes as it is, and is refused there. */
async function smaller(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, 1200 / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width * scale, height: picture.height * scale });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}

export const cv = new CvStore();
