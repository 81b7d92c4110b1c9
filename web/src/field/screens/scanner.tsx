import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Banner, Dialog } from "../../ui";
import { codeOfPicture } from "../phone/enrolment";

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: string[] }) => Detector;

/** How often a picture is looked at, in milliseconds. */
const LOOK_MS = 250;

function detectorClass(): DetectorClass | undefined {
  return (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
}

/** Can this phone read a code by its camera? */
export function canScan(): boolean {
  return detectorClass() !== undefined && navigator.mediaDevices !== undefined;
}

/** Reads the supervisor's picture. Nothing is recorded, nothing leaves the phone. */
export function Scanner({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const { current } = video;
    if (current !== null) scan(current, stop.signal).then((code) => code !== null && onCode(code), () => setRefused(true));
    return () => stop.abort();
  }, []);
  return (
    <Dialog title={t("enrol.scan")} open onClose={onClose} closeLabel={t("close")}>
      {isRefused ? <Banner tone="attention" title={t("enrol.no_camera")} live /> : <video ref={video} class="camera" muted playsInline />}
    </Dialog>
  );
}

/** Looks until there is a code; null: it was stopped. Throws where the camera may not be used. */
async function scan(video: HTMLVideoElement, stop: AbortSignal): Promise<string | null> {
  const Class = detectorClass();
  if (Class === undefined) return null;
  const detector = new Class({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  try {
    video.srcObject = stream;
    await video.play();
    while (!stop.aborted) {
      for (const { rawValue } of await detector.detect(video)) {
        const code = codeOfPicture(rawValue);
        if (code !== null) return code;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
