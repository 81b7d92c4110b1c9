import { useLocation } from "preact-iso";
import { useEffect } from "preact/hooks";

/** Nobody is in view: a browser that was killed has forgotten whom, and she is chosen again. */
export function ToPeople() {
  const { route } = useLocation();
  useEffect(() => route("/people", true), []);
  return null;
}
