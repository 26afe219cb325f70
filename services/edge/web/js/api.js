/** Calls to the edge. Every failure is a `Problem`: one kind of error, whatever went wrong, with a stable reason. */

import { has, language, t } from "./text.js";

/** A problem document (RFC 9457), or its like for what never reached the server. */
export class Problem extends Error {
  status = 500;
  reason = "INTERNAL";
  detail = "";
  errors = [];
  retryAfter = 0;

  constructor(document_) {
    super(document_.detail);
    Object.assign(this, document_);
  }

  /** What to tell the person: our words for the reason, else the server's sentence. */
  get text() {
    const key = `problem.${this.reason}`;
    return has(key) ? t(key, this) : this.detail || t("problem.INTERNAL");
  }

  /** Whether the same call may work later. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

const TRIES = 3;
const LONGEST_PAUSE_S = 4;

/** A fresh idempotency key. */
export const newKey = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

/**
 * Call and return the JSON, or the blob with `as: "blob"`, the response with `as: "response"`, or nothing for 204.
 *
 * A change carries one idempotency key over all tries, so it is applied once however often it is sent; that is why a
 * service that is away for a moment is simply asked again.
 *
 * @param {string} method
 * @param {string} path
 * @param {{token?: string, body?: unknown, key?: string, headers?: Record<string, string>, as?: "json" | "blob" | "response", signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export async function call(method, path, { token, body, key, headers = {}, as = "json", signal } = {}) {
  const init = { method, headers: { ...headers }, signal, cache: "no-store" };
  init.headers["accept-language"] = language;
  init.headers["x-metier-page"] = "1"; // who comes by the page has no API key
  if (token) init.headers.authorization = `Bearer ${token}`;
  if (method !== "GET") init.headers["idempotency-key"] = key ?? newKey();
  if (body instanceof FormData) init.body = body;
  else if (body !== undefined) {
    init.headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(path, init, as);
    } catch (error) {
      const canRepeat = error instanceof Problem && (error.status === 503 || error.status === 429) && attempt < TRIES;
      if (!canRepeat) throw error;
      await pause(Math.min(error.retryAfter || 1, LONGEST_PAUSE_S));
    }
  }
}

async function once(path, init, as) {
  let response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return null;
  return as === "response" ? response : response[as]();
}

const unreachable = () => new Problem({ status: 0, reason: navigator.onLine ? "UNREACHABLE" : "OFFLINE" });

async function problemOf(response) {
  const document_ = await response.json().catch(() => ({}));
  return new Problem({ status: response.status, retryAfter: Number(response.headers.get("retry-after")), ...document_ });
}

/** Upload a form and tell the progress (0 to 1) while it goes; fetch cannot. */
export function upload(path, form, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("idempotency-key", newKey());
    request.setRequestHeader("accept-language", language);
    request.setRequestHeader("x-metier-page", "1");
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      let document_ = {};
      try {
        document_ = JSON.parse(request.responseText);
      } catch {
        // an answer of something in between; the status says enough
      }
      if (request.status < 300) resolve(document_);
      else reject(new Problem({ status: request.status, ...document_ }));
    };
    request.send(form);
  });
}

/** Fetch a file with the token and hand it to the person under `name`. */
export async function download(path, token, name) {
  save(await call("GET", path, { token, as: "blob" }), name);
}

/** Hand a blob to the person under `name`. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Let some time go by. */
export const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
