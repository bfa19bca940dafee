/** The current step. Whoever shows it subscribes; whoever moves it says where to. */

export class Player {
  /** The number of the last step. */
  readonly last: number;
  #current = 0;
  /** Steps that next and previous stop at; 0 is always one. */
  #stops: (step: number) => boolean = () => true;
  readonly #views: ((step: number) => void)[] = [];

  constructor(last: number) {
    this.last = last;
  }

  get current(): number {
    return this.#current;
  }

  /** Calls `view` now and at every change. */
  subscribe(view: (step: number) => void): void {
    this.#views.push(view);
    view(this.#current);
  }

  /** Steps other than these are passed over. */
  stopAt(stops: (step: number) => boolean): void {
    this.#stops = step => step === 0 || stops(step);
  }

  /** Goes to a step, or as near as there is one. */
  goTo(step: number): void {
    const next = Math.min(this.last, Math.max(0, step));
    if (next === this.#current) return;
    this.#current = next;
    for (const view of this.#views) view(next);
  }

  /** To the next stop in a direction, if there is one. */
  move(direction: 1 | -1): void {
    let step = this.#current + direction;
    while (step >= 0 && step <= this.last && !this.#stops(step)) step += direction;
    if (step >= 0 && step <= this.last) this.goTo(step);
  }
}
