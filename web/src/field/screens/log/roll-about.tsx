import { t } from "../../../i18n";
import { Segmented } from "../../../ui";
import { GROUP_TYPES } from "../../model/codes";
import type { Roll, RollEvent } from "../../model/flow/roll";
import type { RollPlace } from "../../model/views/places";
import { someNames, word } from "./words";

/** Which group, and what it does. What it does leads on. */
export function RollAbout({ roll, places, onPlace, send }: { roll: Roll; places: RollPlace[]; onPlace: (place: RollPlace) => void; send: (event: RollEvent) => void }) {
  const keyOf = ({ programmeId, siteId }: Pick<Roll, "programmeId" | "siteId">) => `${programmeId ?? ""} ${siteId ?? ""}`;
  return (
    <div class="stack">
      {places.length > 1 && (
        <Segmented
          label={t("roll.which")}
          choices={places.map((place) => ({ value: keyOf(place), label: someNames(place.candidates.map(({ alias }) => alias ?? t("log.no_name"))) }))}
          value={keyOf(roll)}
          onChoose={(chosen) => {
            const place = places.find((one) => keyOf(one) === chosen);
            if (place !== undefined) onPlace(place);
          }}
        />
      )}
      <p class="label">{t("log.what")}</p>
      <div class="tiles">
        {GROUP_TYPES.map((kind) => (
          <button key={kind} type="button" class="tile" onClick={() => send({ type: "about", fields: { kind } })}>
            {word("kind", kind)}
          </button>
        ))}
      </div>
    </div>
  );
}
