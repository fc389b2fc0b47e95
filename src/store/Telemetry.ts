/**
 * Traces and metrics, by the parts of the OpenTelemetry API that a worker uses. Pass `trace.getTracer(...)` and `metrics.getMeter(...)` of
 * `@opentelemetry/api`: this library does not import it.
 */

/**
 * Values that describe a span or a measurement.
 * @category Telemetry
 */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/**
 * A span, as OpenTelemetry has it.
 * @category Telemetry
 */
export interface Span {
  readonly setAttributes: (attributes: Record<string, string | number | boolean>) => unknown;
  readonly setStatus: (status: { code: number; message?: string }) => unknown;
  readonly end: () => void;
}

/**
 * A tracer, as OpenTelemetry has it.
 * @category Telemetry
 */
export interface Tracer {
  readonly startActiveSpan: <A>(
    name: string,
    options: { attributes: Record<string, string | number | boolean> },
    work: (span: Span) => A,
  ) => A;
}

/**
 * A meter, as OpenTelemetry has it.
 * @category Telemetry
 */
export interface Meter {
  readonly createCounter: (
    name: string,
    options: { description: string; unit: string },
  ) => { readonly add: (value: number, attributes: Record<string, string>) => void };
  readonly createHistogram: (
    name: string,
    options: { description: string; unit: string },
  ) => { readonly record: (value: number, attributes: Record<string, string>) => void };
}

/**
 * Where a worker sends its traces and metrics.
 * @category Telemetry
 */
export interface Telemetry {
  readonly tracer?: Tracer;
  readonly meter?: Meter;
}

/** The status of a span that failed, as OpenTelemetry numbers it. */
const ERROR = 2;

/** What a worker reports. */
export interface Instruments {
  /** Runs an attempt inside a span of its own. */
  readonly attempt: <A>(
    attributes: Record<string, string | number | boolean>,
    work: (end: (outcome: string, failed: boolean) => void) => Promise<A>,
  ) => Promise<A>;
}

/** Makes the instruments of a worker. */
export const instrumentsOf = ({ tracer, meter }: Telemetry): Instruments => {
  const attempts = meter?.createCounter('runchart.attempts', {
    description: 'Attempts that ended, by their outcome',
    unit: '{attempt}',
  });
  const durations = meter?.createHistogram('runchart.attempt.duration', {
    description: 'How long attempts took',
    unit: 's',
  });
  return {
    attempt: (attributes, work) => {
      const began = Date.now();
      const measured = (span: Span | undefined): ReturnType<typeof work> =>
        work((outcome, failed) => {
          attempts?.add(1, { outcome });
          durations?.record((Date.now() - began) / 1000, { outcome });
          span?.setAttributes({ 'runchart.outcome': outcome });
          if (failed) span?.setStatus({ code: ERROR, message: outcome });
        }).finally(() => span?.end());
      return tracer === undefined
        ? measured(undefined)
        : tracer.startActiveSpan('runchart attempt', { attributes }, measured);
    },
  };
};
