import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

/** The API of the desk, typed by its own description. Use it within [`answered`], which turns a refusal into an error. */
export const api = createClient<paths>();

export type Schemas = components["schemas"];

/** A request that was refused, or that did not come through. */
export class Refused extends Error {
  constructor(
    /** The HTTP status; 0: no answer came. */
    readonly status: number,
    /** What was wrong, as the API tells it; undefined where something else answered. */
    readonly problem: Schemas["Problem"] | undefined,
  ) {
    super(problem?.detail ?? problem?.title ?? `status ${status}`);
  }

  /** The name of the problem, such as `not-found`. */
  get kind(): string {
    return this.problem?.type.split("#problem-").at(-1) ?? (this.status === 0 ? "offline" : "unknown");
  }

  /** What is wrong with a field of the request. */
  field(name: string): string | undefined {
    return this.problem?.errors?.find((error) => error.field === name)?.problem;
  }
}

/** It is not there, or no longer for whoever asks: what was read of it before is not shown on. */
export const isGone = (error: unknown): boolean => error instanceof Refused && (error.status === 404 || error.status === 403);

interface Outcome<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

/** What a call of [`api`] answers; throws [`Refused`]. */
export async function answered<T>(call: Promise<Outcome<T>>): Promise<T> {
  let outcome: Outcome<T>;
  try {
    outcome = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refused(0, undefined);
  }
  if (outcome.response.ok) return outcome.data as T;
  throw new Refused(outcome.response.status, isProblem(outcome.error) ? outcome.error : undefined);
}

const isProblem = (value: unknown): value is Schemas["Problem"] =>
  typeof value === "object" && value !== null && "type" in value && "title" in value && "status" in value;
