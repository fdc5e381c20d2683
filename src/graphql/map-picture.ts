import { type RequestHandler, Router } from "express";
import type { Logger } from "pino";

import { type ErrorCode, TopographError } from "../errors.js";
import type { MapPictureService } from "../services/map-picture-service.js";
import { toClientError } from "./client-error.js";
import { parseIdOf } from "./global-id.js";
import type { RunningRequests } from "./running-requests.js";

/** Of the faults that a picture has; any other is one of the server. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  NOT_FOUND: 404,
  RUN_NOT_FINISHED: 409,
  ARTIFACT_EXPIRED: 410,
  CANCELLED: 503,
};

/** GET /clusterings/:id/map.svg, by the id that the API gives. */
export function mapPictures(pictures: MapPictureService, requests: RunningRequests, logger: Logger): Router {
  const router = Router();
  const answer: RequestHandler<{ id: string }> = async ({ params }, response) => {
    try {
      const run = parseIdOf("Clustering", params.id);
      if (!run) throw new TopographError("NOT_FOUND", "There is no clustering with this id.", { kind: "Clustering" });
      const picture = await pictures.draw(run.runId, requests.begin(response));
      // A cluster may get another title at any time: asked for again, an equal picture is not sent again.
      response.set("Cache-Control", "no-cache").type("image/svg+xml").send(picture);
    } catch (error) {
      if (response.destroyed) return;
      const status = error instanceof TopographError ? (STATUS[error.code] ?? 500) : 500;
      response.status(status).json({ errors: [toClientError(error, logger)] });
    }
  };
  router.get("/clusterings/:id/map.svg", answer);
  return router;
}
