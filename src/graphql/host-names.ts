import type { IncomingMessage } from "node:http";
import { BlockList, isIPv6 } from "node:net";

import type { RequestHandler } from "express";

import { answerFault, faultBody } from "./http-errors.js";

const OWN_NAMES = ["localhost", "127.0.0.1", "[::1]"];
const MESSAGE = `This server answers only what is sent to ${OWN_NAMES.join(", ")}; to serve other names, set HOST to an address that is not loopback.`;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

export function isLoopback(address: string): boolean {
  return loopback.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/**
 * By which names a server may be called. A page of anybody's can have its own name lead to this machine, and then counts as
 * of the same origin as the server; so one that is for this machine alone answers to this machine's names alone.
 */
export class HostNames {
  /** Null: any. */
  #allowed: readonly string[] | null = OWN_NAMES;

  /** Called before the first request comes in. */
  listensOn(address: string): void {
    this.#allowed = isLoopback(address) ? [...OWN_NAMES, isIPv6(address) ? `[${address}]` : address] : null;
  }

  allows({ headers: { host = "" } }: Pick<IncomingMessage, "headers">): boolean {
    const name = host.replace(/:\d+$/, "").toLowerCase();
    return this.#allowed?.includes(name) ?? true;
  }
}

export const WRONG_HOST = {
  status: "421 Misdirected Request",
  body: faultBody("BAD_REQUEST", MESSAGE),
} as const;

export function requireOwnName(names: HostNames): RequestHandler {
  return (request, response, next) => {
    if (names.allows(request)) next();
    else answerFault(response, 421, "BAD_REQUEST", MESSAGE);
  };
}
