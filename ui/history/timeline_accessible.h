// What a screen reader learns of the timeline: a slider whose value is said in words and can be set.
#pragma once

#include <QAccessibleWidget>

namespace varve::ui {

class TimelineSlider;

class TimelineAccessible : public QAccessibleWidget, public QAccessibleValueInterface {
  public:
    explicit TimelineAccessible(TimelineSlider* slider);

    [[nodiscard]] QString text(QAccessible::Text kind) const override;
    void* interface_cast(QAccessible::InterfaceType type) override;
    [[nodiscard]] QVariant currentValue() const override;
    void setCurrentValue(const QVariant& value) override;
    [[nodiscard]] QVariant maximumValue() const override;
    [[nodiscard]] QVariant minimumValue() const override;
    [[nodiscard]] QVariant minimumStepSize() const override;

  private:
    [[nodiscard]] TimelineSlider& slider() const;
};

/// Makes Qt use TimelineAccessible for timeline sliders. Any number of calls.
void installTimelineAccessible();

}  // namespace varve::ui
