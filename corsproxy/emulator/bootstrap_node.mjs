// The runtime of Node functions: run as a plain script by the function's own node.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
// It uses nothing but Node's own modules. CommonJS and ES modules; async, callback and streaming handlers.

import http from "node:http";
import fs from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { pathToFileURL } from "node:url";

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const root = process.env.LAMBDA_TASK_ROOT;

function call(method, where, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { host, port, agent, method, path: `/2018-06-01/runtime${where}`, headers };
    if (body !== undefined) {
      options.headers["Content-Type"] ??= "application/json";
      options.headers["Content-Length"] = Buffer.byteLength(body);
    }
    const request = http.request(options, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(pieces).toString("utf8") }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

class Broken extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

// where Lambda looks for `dir/app.handler`: app, app.js, app.mjs, app.cjs
function fileOf(module) {
  const base = path.resolve(root, module);
  for (const suffix of ["", ".js", ".mjs", ".cjs"]) {
    const file = base + suffix;
    if (fs.existsSync(file) && fs.statSync(file).isFile()) return file;
  }
  throw new Broken("Runtime.ImportModuleError", `Error: Cannot find module '${path.basename(module)}'\nRequire stack:\n- ${root}`);
}

async function load(handler) {
  const slash = handler.lastIndexOf("/") + 1;
  const dot = handler.indexOf(".", slash);
  if (dot < 0) throw new Broken("Runtime.MalformedHandlerName", "Bad handler");
  const module = handler.slice(0, dot);
  const names = handler.slice(dot + 1).split(".");
  let loaded;
  try {
    loaded = await import(pathToFileURL(fileOf(module)).href);
  } catch (error) {
    if (error instanceof Broken) throw error;
    if (error instanceof SyntaxError) throw new Broken("Runtime.UserCodeSyntaxError", `SyntaxError: ${error.message}`);
    if (error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND") {
      throw new Broken("Runtime.ImportModuleError", `Error: ${error.message}`);
    }
    throw error;
  }
  const walk = (from) => names.reduce((thing, name) => thing?.[name], from);
  const found = walk(loaded) ?? walk(loaded.default);
  if (found === undefined || found === null) {
    throw new Broken("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  }
  if (typeof found !== "function") throw new Broken("Runtime.HandlerNotFound", `${handler} is not a function`);
  return found;
}

function contextOf(headers, settle) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const env = process.env;
  return {
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: (error, result) => settle(error, result),
    fail: (error) => settle(error ?? new Error("handled")),
    succeed: (result) => settle(null, result),
  };
}

// what to do when nothing is left to wait for and the invocation has not ended
let atRest = () => {};
process.on("beforeExit", () => atRest());

// Deviation: Lambda holds a callback's answer back until the event loop is empty; here it goes out at once.
function run(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const settle = (error, result) => (error === null || error === undefined ? resolve(result) : reject(error));
    const returned = handler(event, contextOf(headers, settle), settle);
    if (typeof returned?.then === "function") returned.then(resolve, reject);
    // neither a promise nor, by the time nothing is left to wait for, a call back: the result is null
    else atRest = () => resolve(null);
  });
}

// https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
// Deviation: what a streaming handler writes is collected and goes out once its stream has ended.
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

class ResponseStream extends Writable {
  pieces = [];
  contentType = "";
  prelude = null;

  setContentType(type) {
    this.contentType = type;
  }

  write(piece, ...more) {
    const raw = typeof piece === "string" || piece instanceof Uint8Array;
    return super.write(raw ? piece : JSON.stringify(piece), ...more);
  }

  _write(piece, _encoding, done) {
    this.pieces.push(piece);
    done();
  }

  // as it goes over the wire: eight zero bytes behind what HttpResponseStream.from was given
  whole() {
    const before = this.prelude === null ? [] : [Buffer.from(JSON.stringify(this.prelude)), Buffer.alloc(8)];
    return Buffer.concat([...before, ...this.pieces]);
  }
}

globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: "response" }),
  HttpResponseStream: {
    from: (stream, prelude) =>
      Object.assign(stream, { prelude, contentType: "application/vnd.awslambda.http-integration-response" }),
  },
};

async function runStreaming(handler, event, headers) {
  const stream = new ResponseStream();
  const ended = finished(stream);
  ended.catch(() => {});
  atRest = () => stream.end();
  await handler(event, stream, contextOf(headers, () => {}));
  await ended;
  return stream;
}

function failure(error) {
  if (error instanceof Error) {
    const trace = (error.stack ?? "").split("\n");
    return { errorType: error.name, errorMessage: error.message, trace };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function complain(what, said) {
  console.error(`${new Date().toISOString()}\t${process.env._CORSPROXY_REQUEST ?? "undefined"}\tERROR\t${what}\t${JSON.stringify({ ...said, trace: undefined, stack: said.trace })}`);
}

function type(said) {
  return { "Lambda-Runtime-Function-Error-Type": said.errorType.replace(/[^\x20-\x7e]/g, "?") };
}

process.on("uncaughtException", (error) => {
  complain("Uncaught Exception", failure(error));
  process.exit(129);
});
process.on("unhandledRejection", (error) => {
  complain("Unhandled Promise Rejection", { ...failure(error), errorType: "Runtime.UnhandledPromiseRejection" });
  process.exit(128);
});

let handler;
try {
  handler = await load(process.env._HANDLER);
} catch (error) {
  const said = failure(error);
  complain("Uncaught Exception", said);
  await call("POST", "/init/error", JSON.stringify(said), type(said)).catch(() => {});
  process.exit(1);
}

if (handler[STREAMING]) {
  console.log("responses are not streamed here: what the handler writes is sent once its stream has ended");
}

for (;;) {
  let next;
  try {
    next = await call("GET", "/invocation/next");
  } catch {
    process.exit(0); // whoever started this process is gone
  }
  const id = next.headers["lambda-runtime-aws-request-id"];
  process.env._X_AMZN_TRACE_ID = next.headers["lambda-runtime-trace-id"] ?? "";
  process.env._CORSPROXY_REQUEST = id;
  let body;
  let where = "response";
  let more = {};
  try {
    const event = JSON.parse(next.body);
    if (handler[STREAMING]) {
      const stream = await runStreaming(handler, event, next.headers);
      body = stream.whole();
      more = { "Lambda-Runtime-Function-Response-Mode": "streaming", "Content-Type": stream.contentType };
    } else {
      const result = await run(handler, event, next.headers);
      body = JSON.stringify(result === undefined ? null : result) ?? "null";
    }
  } catch (error) {
    const said = failure(error);
    complain("Invoke Error", said);
    body = JSON.stringify(said);
    where = "error";
    more = type(said);
  }
  try {
    await call("POST", `/invocation/${id}/${where}`, body, more);
  } catch {
    process.exit(0);
  }
}
