/** The seed of random tests: fixed, unless the environment names another one. A failing test prints it in its name. */
export const seed = Number(process.env.CUTCHECK_SEED ?? 600);
