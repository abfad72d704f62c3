// The program's own icons: one-colour line drawings that take the colour of the text around them, so that they follow
// light and dark at once. The drawings lie in resources/icons.
#pragma once

#include <QIcon>
#include <QString>

namespace varve::ui {

/// An icon by the name of its drawing, without ending. Drawn at the size and in the state asked for.
[[nodiscard]] QIcon themeIcon(const QString& name);

}  // namespace varve::ui
