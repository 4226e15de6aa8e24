export const Trends = () => null;
