export const TrendsList = () => null;
