import { useLocation } from "preact-iso";
import { choose } from "../../subject";

/** The way to a screen about somebody, who is in no address. */
export function useAbout(): (personId: string, path?: string) => void {
  const { route } = useLocation();
  return (personId, path = "/person") => {
    choose(personId);
    route(path);
  };
}
