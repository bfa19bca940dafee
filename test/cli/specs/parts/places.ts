/** A part that a spec imports: bundled with it. */
export const placesCount = 3;
