import type { Services } from "../services/services.js";
import { createLoaders, type Loaders } from "./loaders/loaders.js";

/** What resolvers get with each request. */
export interface Context {
  readonly services: Services;
  /** Of this request; each event of a subscription and each root field of a mutation gets new ones, which read afresh. */
  loaders: Loaders;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
}

export function createContext(services: Services, signal: AbortSignal): Context {
  return { services, loaders: createLoaders(services, signal), signal };
}

export function renewLoaders(context: Context): void {
  context.loaders = createLoaders(context.services, context.signal);
}
