/**
 * Asks the service over HTTP, at the addresses of its API and with the types of its own description.
 *
 * Follows no redirect, because the key would go along; waits no longer than it was told to; sends nothing twice by itself.
 * A case is sent as it stands: a fact that is left out or null is not known, false is no.
 */
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./openapi.ts";

export type { components, paths } from "./openapi.ts";

/** The shape of everything that is sent and answered: `Shapes["Case"]`, `Shapes["Answer"]`. */
export type Shapes = components["schemas"];

export interface Options {
  /** The key of the screen that asks. */
  key?: string;
  /** How long to wait for an answer, in milliseconds. */
  timeout?: number;
  /** What sends a request; for tests, or to go through a proxy. */
  fetch?: (request: Request) => Promise<Response>;
}

/** What comes instead of an answer: Refused or Unanswered. */
export class ThresholdError extends Error {
  override name = "ThresholdError";
}

/** The service refused a request. `problem` is the whole of what it says (RFC 9457): why, where, how to mend it. */
export class Refused extends ThresholdError {
  override name = "Refused";
  readonly problem: Shapes["Problem"];
  /** Seconds to wait before asking again, where the service says so. */
  readonly retryAfter: number | undefined;

  constructor(problem: Shapes["Problem"], retryAfter?: number) {
    const said = problem.errors.map((each) => {
      const sentences = [each.message, each.help].filter(Boolean).join(". ");
      return `${each.pointer || "The body"}: ${sentences}`;
    });
    super([`${problem.detail} (${problem.status} ${problem.code})`, ...said].join("\n"));
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** No answer came, or none from this service. What was asked may have been done: see `Idempotency-Key`. */
export class Unanswered extends ThresholdError {
  override name = "Unanswered";
}

/** The service at an address, such as `https://threshold.example`. Everything it does not answer throws. */
export function threshold(address: string, options: Options = {}): Client<paths> {
  const { key, timeout = 30_000, fetch = globalThis.fetch } = options;
  return createClient<paths>({
    baseUrl: address,
    headers: key ? { Authorization: `Bearer ${key}` } : {},
    redirect: "manual",
    fetch: (request) => asked(request, timeout, fetch),
  });
}

/** What was answered: `await answered(service.GET("/v1/steps"))`. Throws when the answer is empty. */
export async function answered<T>(asking: Promise<{ data?: T }>): Promise<T> {
  let data: T | undefined;
  try {
    ({ data } = await asking);
  } catch (error) {
    if (error instanceof ThresholdError) throw error;
    throw new Unanswered("What came back is not what this address answers with");
  }
  if (data === undefined) throw new Unanswered("What came back is empty");
  return data;
}

async function asked(request: Request, timeout: number, fetch: NonNullable<Options["fetch"]>): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]);
  let response: Response;
  try {
    response = await fetch(new Request(request, { signal }));
  } catch (error) {
    if (request.signal.aborted) throw error;
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw new Unanswered(
      late
        ? `No answer came within ${timeout / 1000} seconds`
        : "The service could not be reached, or the connection to it broke off",
      { cause: error },
    );
  }
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
    throw new Unanswered(
      "The address answers with a redirect, which is not followed, because the key would go along. Give the address it leads to",
    );
  }
  if (response.headers.get("Content-Type")?.startsWith("application/problem+json")) {
    throw new Refused((await response.json()) as Shapes["Problem"], seconds(response.headers));
  }
  if (!response.ok) {
    throw new Unanswered(
      `Something else than Threshold answered, with status ${response.status}. Look at the address, and at what stands between here and there`,
    );
  }
  return response;
}

function seconds(headers: Headers): number | undefined {
  const said = headers.get("Retry-After");
  return said && /^[0-9]+$/.test(said) ? Number(said) : undefined;
}
