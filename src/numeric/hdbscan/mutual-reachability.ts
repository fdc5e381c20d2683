/**
 * The mutual reachability distance of two points (Campello, Moulavi and Sander 2013):
 *
 *     m(p, q) = max(core(p), core(q), d(p, q))
 *
 * @param distance d(p, q), in the unit of the core distances
 * @param coreP core distance of one point
 * @param coreQ core distance of the other
 */
export function mutualReachability(distance: number, coreP: number, coreQ: number): number {
  const reached = distance > coreP ? distance : coreP;
  return reached > coreQ ? reached : coreQ;
}
