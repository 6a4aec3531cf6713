// Builds what the pages are dressed with: styles from SCSS, scripts bundled, each named by a hash of what is in it and
// kept beside a compressed copy of itself. Everything made before is cleared away first.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const into = join(here, "..", "static");

function styles(name) {
  const made = sass.compile(join(here, "styles", `${name}.scss`), {
    loadPaths: [join(here, "node_modules")],
    quietDeps: true,
    style: "compressed",
  });
  return Buffer.from(made.css);
}

async function script(name) {
  const made = await esbuild.build({
    bundle: true,
    entryPoints: [join(here, "scripts", `${name}.js`)],
    format: "esm",
    legalComments: "none",
    minify: true,
    target: ["chrome100", "firefox100", "safari15.4"],
    write: false,
  });
  return Buffer.from(made.outputFiles[0].contents);
}

async function keep(name, ending, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const file = `${name}-${hash}.${ending}`;
  const smallest = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await writeFile(join(into, file), bytes);
  await writeFile(join(into, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  await writeFile(join(into, `${file}.br`), brotliCompressSync(bytes, smallest));
  return [`${name}.${ending}`, file];
}

await rm(into, { recursive: true, force: true });
await mkdir(into, { recursive: true });
const kept = [
  await keep("pages", "css", styles("pages")),
  await keep("editor", "css", styles("editor")),
  await keep("pages", "js", await script("pages")),
  await keep("editor", "js", await script("editor")),
  await keep("threshold-advice", "js", await script("threshold-advice")),
  await keep("mark", "svg", await readFile(join(here, "mark.svg"))),
];
await writeFile(join(into, "manifest.json"), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
