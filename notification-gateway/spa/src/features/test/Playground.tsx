export const Playground = () => null;
