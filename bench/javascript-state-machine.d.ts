/** Declarations of the part of javascript-state-machine that the benchmark uses; the package has none. */
declare module 'javascript-state-machine' {
  interface Lifecycle {
    readonly from: string;
    readonly to: string;
  }
  export type Hook<Data> = (this: Data, lifecycle: Lifecycle, event: never) => unknown;
  interface Options<Data, Args extends ReadonlyArray<unknown>> {
    readonly init: string;
    readonly data: (...args: Args) => Data;
    readonly transitions: ReadonlyArray<{
      readonly name: string;
      readonly from: string | ReadonlyArray<string>;
      readonly to: string;
    }>;
    readonly methods: Readonly<Record<string, Hook<Data>>>;
  }
  const StateMachine: {
    readonly factory: <Data, Args extends ReadonlyArray<unknown>>(
      options: Options<Data, Args>,
    ) => new (...args: Args) => Data & { readonly state: string };
  };
  export default StateMachine;
}
