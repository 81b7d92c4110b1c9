import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** The heading of a step: it takes the focus whenever the step changes, so that what is new is read out first. */
export function StepTitle({ step, children }: { step: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [step]);
  return (
    <h1 ref={heading} class="step-title" tabIndex={-1}>
      {children}
    </h1>
  );
}
