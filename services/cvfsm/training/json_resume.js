// node json_resume.js MODULES THEME < resumes.json > pages.json: the HTML of each resume, null where the theme fails.
const path = require("path");
const [modules, theme] = process.argv.slice(2);
const log = console.log;
for (const name of ["log", "warn", "info", "error", "debug"]) console[name] = () => {};

(async () => {
  const folder = path.resolve(modules, "jsonresume-theme-" + theme);
  process.chdir(folder);
  let loaded;
  try {
    loaded = require(folder);
  } catch (error) {
    const { exports = {}, module, main } = require(path.join(folder, "package.json"));
    const entry = exports["."] || exports;
    const file = typeof entry === "string" ? entry : entry.import || entry.default || module || main;
    loaded = await import("file://" + path.join(folder, file.default || file));
  }
  const render = loaded.render || (loaded.default && (loaded.default.render || loaded.default));
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const pages = [];
  for (const resume of JSON.parse(Buffer.concat(chunks).toString())) {
    try {
      pages.push(String(await render(resume)));
    } catch (error) {
      pages.push(null);
    }
  }
  process.stdout.write(JSON.stringify(pages), () => process.exit(0));
})();
